import { expect, test } from "vitest"
import { eventResponse } from "../support/fixtures.ts"
import { identity, rejection } from "../support/server.ts"
import { overhear } from "../support/overhear.ts"
import { clientOf, whole } from "./responses-of.ts"

const token = "kanarie-token-4f1d9c7b"
const key = "kanarie-provider-key-a83e"
const texts = [
  "kanarie instructions, never told",
  "kanarie diary of the second of May",
  "kanarie-in-one-word",
  "kanarie answer of a tool",
  "kanarie tool description",
]
const marks = ["kanarie"]
const params = {
  model: "openai/gpt-5-mini",
  instructions: texts[0],
  input: [
    { role: "user" as const, content: [{ type: "input_text" as const, text: texts[1]! }] },
    { role: "user" as const, content: texts[2]! },
    { type: "function_call_output" as const, call_id: "call_a", output: texts[3]! },
  ],
  tools: [{ type: "function" as const, name: "look", description: texts[4] }],
}

const echo = (): string => [token, key, ...texts].join(" ")

const answers: [string, () => Response][] = [
  ["a good reply", () => Response.json(whole)],
  ["a refusal that quotes them", () => Response.json({ error: { message: echo() } }, { status: 400 })],
  ["an error inside a 200 that quotes them", () => Response.json({ error: { message: echo() } })],
  ["an answer of another shape", () => Response.json({ echo: echo() })],
  [
    "a stream that fails and quotes them",
    () =>
      eventResponse(
        `data: ${JSON.stringify({ type: "response.failed", response: { instructions: echo(), error: { message: echo() } } })}\n\n`,
      ),
  ],
  ["a stream that ends too soon", () => eventResponse(`data: {"type":"response.created","response":{}}\n\n`)],
]

test.each(answers)("%s shows no token and no prompt", async (_, answer) => {
  const { options, expectClean } = overhear(marks)
  const sent: string[] = []
  const { responses } = clientOf({
    ...identity,
    token,
    providerKey: { openai: key },
    maxRetries: 0,
    fetch: async (_url, { body, headers }) => {
      sent.push(String(body), JSON.stringify([...new Headers(headers)]))
      return answer()
    },
    ...options,
  })
  const ended = answer().headers.get("content-type")?.startsWith("text/event-stream")
    ? await rejection((await responses.create({ ...params, stream: true })).final())
    : await responses.create(params).catch((error: unknown) => error)

  expect(sent.join(" ")).toContain("kanarie instructions")
  expectClean(ended)
})

test("what is refused before it is sent shows none of them", async () => {
  const { options, expectClean } = overhear(marks)
  const { responses } = clientOf({ ...identity, ...options })

  expectClean(await rejection(responses.create({ ...params, temperature: texts[0] as never })))
})
