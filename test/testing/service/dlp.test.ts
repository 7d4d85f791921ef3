import { expect, test } from "vitest"
import { createLocalGateway, type LocalDlp, type LocalReply } from "../../../src/testing/index.ts"
import { ask, manage, refusal, wayIn, ways } from "./ways-in.ts"

const compat = wayIn("compat")
const profiles = { staff: { number: "EMP-\\d{4}" } }

type Policy = LocalDlp["policies"][number]
const policy = (action: Policy["action"], ...check: Policy["check"][number][]): Policy => ({
  id: `staff-${action}`,
  action,
  check,
  profiles: ["staff"],
})

function start(policies: readonly Policy[], models = "Sure") {
  return createLocalGateway({ gateways: { local: { dlp: { policies, profiles } } }, models })
}

const found = (check: "REQUEST" | "RESPONSE", ...policy_ids: string[]) => ({
  profile: { context: {}, entry_ids: ["number"], profile_id: "staff" },
  policy_ids,
  check,
})

const call = { id: "c1", type: "function", function: { name: "find", arguments: '{"who":"EMP-1234"}' } }

const header = (response: Response) => JSON.parse(response.headers.get("cf-aig-dlp") ?? "null")

test.each(ways)("$name: what is flagged passes, and the header says what was found", async (way) => {
  const local = start([policy("FLAG", "REQUEST")])
  const response = await ask(local, way, { text: "Who is EMP-1234?" })
  const [log] = (await manage(local, "GET", "gateways/local/logs")).body.result

  expect(response.status).toBe(200)
  expect(way.said(await response.json())).toBe("Sure")
  expect(header(response)).toEqual({ findings: [found("REQUEST", "staff-FLAG")], action: "FLAG" })
  expect(log).toMatchObject({ dlp_action: "FLAG", success: true })
  expect((await ask(local, way)).headers.get("cf-aig-dlp")).toBe(null)
})

test.each(ways)("$name: a request that is to be blocked is 2029, and reaches no model", async (way) => {
  let asked = 0
  const local = createLocalGateway({
    gateways: { local: { dlp: { policies: [policy("BLOCK", "REQUEST")], profiles } } },
    models: () => `Answer ${++asked}`,
  })
  const response = await ask(local, way, { text: "Who is EMP-1234?" })
  const [log] = (await manage(local, "GET", "gateways/local/logs")).body.result

  expect(await refusal(response)).toEqual([400, 2029])
  expect(header(response)).toEqual({ findings: [found("REQUEST", "staff-BLOCK")], action: "BLOCK" })
  expect(asked).toBe(0)
  expect(log).toMatchObject({ dlp_action: "BLOCK", success: false })
})

test.each(ways)("$name: an answer that is to be blocked is 2030, whole or streamed", async (way) => {
  const local = start([policy("BLOCK", "RESPONSE")], "That is EMP-1234")
  for (const stream of [false, true]) {
    const response = await ask(local, way, { stream })

    expect(await refusal(response)).toEqual([400, 2030])
    expect(header(response)).toEqual({ findings: [found("RESPONSE", "staff-BLOCK")], action: "BLOCK" })
  }
})

test.each(ways)("$name: a stream that is scanned stays a stream", async (way) => {
  const local = start([policy("FLAG", "RESPONSE")], "That is EMP-1234")
  const response = await ask(local, way, { stream: true })

  expect(response.headers.get("content-type")).toBe("text/event-stream")
  expect(header(response)).toEqual({ findings: [found("RESPONSE", "staff-FLAG")], action: "FLAG" })
})

test("findings in both the request and its answer are told together", async () => {
  const local = start([policy("FLAG", "REQUEST", "RESPONSE")], "That is EMP-1234")

  expect(header(await ask(local, compat, { text: "Who is EMP-1234?" }))).toEqual({
    findings: [found("REQUEST", "staff-FLAG"), found("RESPONSE", "staff-FLAG")],
    action: "FLAG",
  })
})

test("a flagged request whose answer is blocked tells both, and that it was blocked", async () => {
  const local = start([policy("FLAG", "REQUEST"), policy("BLOCK", "RESPONSE")], "That is EMP-1234")
  const response = await ask(local, compat, { text: "Who is EMP-1234?" })

  expect(response.status).toBe(400)
  expect(header(response)).toEqual({
    findings: [found("REQUEST", "staff-FLAG"), found("RESPONSE", "staff-BLOCK")],
    action: "BLOCK",
  })
})

test("a policy that is off finds nothing", async () => {
  const local = start([{ ...policy("BLOCK", "REQUEST", "RESPONSE"), enabled: false }], "That is EMP-1234")
  const response = await ask(local, compat, { text: "Who is EMP-1234?" })

  expect([response.status, response.headers.get("cf-aig-dlp")]).toEqual([200, null])
})

test("data loss prevention looks before guardrails do", async () => {
  const local = createLocalGateway({
    gateways: {
      local: {
        dlp: { policies: [policy("BLOCK", "REQUEST")], profiles },
        guardrails: { prompt: { S1: "BLOCK" }, words: { S1: ["EMP"] } },
      },
    },
  })

  expect(await refusal(await ask(local, compat, { text: "Who is EMP-1234?" }))).toEqual([400, 2029])
})

test("a flagged request that guardrails block tells its findings too", async () => {
  const local = createLocalGateway({
    gateways: {
      local: {
        dlp: { policies: [policy("FLAG", "REQUEST")], profiles },
        guardrails: { prompt: { S1: "BLOCK" }, words: { S1: ["EMP"] } },
      },
    },
  })
  const response = await ask(local, compat, { text: "Who is EMP-1234?" })

  expect(response.status).toBe(424)
  expect(header(response).action).toBe("FLAG")
})

test("answers in words that the gateway does not know are scanned as text, vectors are not", async () => {
  const local = createLocalGateway({
    gateways: { local: { dlp: { policies: [policy("BLOCK", "RESPONSE")], profiles } } },
  })
  local.reply(new Response("EMP-1234"))

  expect((await ask(local, { ...compat, path: "openai/some/thing" }, { body: {} })).status).toBe(400)
  const body = { model: "text-embedding-3-small", input: "EMP-1234" }
  expect((await ask(local, { ...compat, path: "openai/embeddings" }, { body })).status).toBe(200)
})

test("a stream from elsewhere is read to its end first", async () => {
  const local = start([policy("BLOCK", "RESPONSE")])
  const chunks = ["EMP-", "1234"].map(
    (content) => `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content } }] })}\n\n`,
  )
  local.reply(new Response(chunks.join(""), { headers: { "content-type": "text/event-stream" } }))

  expect((await ask(local, compat, { stream: true })).status).toBe(400)
})

test.each<[string, LocalReply, object]>([
  ["a call's arguments", { toolCalls: [{ name: "find", input: { who: "EMP-1234" } }] }, {}],
  ["a refusal", { refusal: "I do not tell EMP-1234" }, {}],
  ["thinking", { reasoning: "Is it EMP-1234?", text: "No" }, {}],
  [
    "another of n answers",
    {
      completion: {
        choices: ["No", "EMP-1234"].map((content, index) => ({
          index,
          message: { role: "assistant" as const, content, refusal: null },
          finish_reason: "stop" as const,
          logprobs: null,
        })),
      },
    },
    { n: 2 },
  ],
])("an answer is scanned whole: %s", async (_, reply, more) => {
  const local = start([policy("BLOCK", "RESPONSE")])
  for (const stream of [false, true]) {
    local.reply(reply)
    const body = { ...(compat.body("Who?") as object), ...more, stream }

    expect(await refusal(await ask(local, compat, { body }))).toEqual([400, 2030])
  }
})

test.each([
  ["a call's arguments", "compat", { content: null, tool_calls: [call] }],
  ["a call of the old kind", "compat", { content: null, function_call: call.function }],
  ["thinking", "compat", { content: "No", reasoning_content: "Is it EMP-1234?" }],
  ["a refusal", "compat", { content: null, refusal: "I do not tell EMP-1234" }],
  ["a refusal among parts", "compat", { content: [{ type: "refusal", refusal: "I do not tell EMP-1234" }] }],
  [
    "a call of Anthropic's",
    "anthropic messages",
    { content: [{ type: "tool_use", id: "c1", name: "find", input: { who: "EMP-1234" } }] },
  ],
])("a request is scanned whole: %s that goes back to the model", async (_, name, message) => {
  const local = start([policy("BLOCK", "REQUEST")])
  const way = wayIn(name)
  const body = way.body("Who?") as { messages: object[] }
  const messages = [...body.messages, { role: "assistant", ...message }, ...body.messages]

  expect(await refusal(await ask(local, way, { body: { ...body, messages } }))).toEqual([400, 2029])
})
