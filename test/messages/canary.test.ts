import { expect, test } from "vitest"
import { eventResponse } from "../support/fixtures.ts"
import { overhear } from "../support/overhear.ts"
import { identity, rejection } from "../support/server.ts"
import { clientOf, whole } from "./messages-of.ts"

const token = "kanarie-token-4f1d9c7b"
const key = "kanarie-provider-key-a83e"
const texts = [
  "kanarie system, never told",
  "kanarie diary of the second of May",
  "kanarie-in-one-word",
  "kanarie answer of a tool",
  "kanarie tool description",
]
const params = {
  model: "anthropic/claude-sonnet-4-5",
  max_tokens: 100,
  system: [{ type: "text" as const, text: texts[0]! }],
  messages: [
    { role: "user" as const, content: [{ type: "text" as const, text: texts[1]! }] },
    { role: "user" as const, content: texts[2]! },
    { role: "user" as const, content: [{ type: "tool_result" as const, tool_use_id: "t", content: texts[3] }] },
  ],
  tools: [{ name: "look", description: texts[4], input_schema: {} }],
}

const echo = (): string => [token, key, ...texts].join(" ")
const failed = () => ({ type: "error", error: { type: "api_error", message: echo() } })

const answers: [string, () => Response][] = [
  ["a good reply", () => Response.json(whole)],
  ["a refusal that quotes them", () => Response.json(failed(), { status: 400 })],
  ["an error inside a 200 that quotes them", () => Response.json(failed())],
  ["an answer of another shape", () => Response.json({ echo: echo() })],
  ["a stream that fails and quotes them", () => eventResponse(`event: error\ndata: ${JSON.stringify(failed())}\n\n`)],
  ["a stream that ends too soon", () => eventResponse(`data: {"type":"message_start","message":{}}\n\n`)],
]

test.each(answers)("%s shows no token and no prompt", async (_, answer) => {
  const { options, expectClean } = overhear(["kanarie"])
  const sent: string[] = []
  const { messages } = clientOf({
    ...identity,
    token,
    providerKey: { anthropic: key },
    maxRetries: 0,
    fetch: async (_url, { body, headers }) => {
      sent.push(String(body), JSON.stringify([...new Headers(headers)]))
      return answer()
    },
    ...options,
  })
  const ended = answer().headers.get("content-type")?.startsWith("text/event-stream")
    ? await rejection((await messages.create({ ...params, stream: true })).final())
    : await messages.create(params).catch((error: unknown) => error)

  expect(sent.join(" ")).toContain("kanarie system")
  expect(sent.join(" ")).toContain(key)
  expectClean(ended)
})

test("what is refused before it is sent shows none of them", async () => {
  const { options, expectClean } = overhear(["kanarie"])
  const { messages } = clientOf({ ...identity, ...options })

  expectClean(await rejection(messages.create({ ...params, top_p: texts[0] as never })))
})
