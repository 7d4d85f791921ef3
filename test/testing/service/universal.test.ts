// Reference A3.
import { expect, test } from "vitest"
import { messages, openai, start, universal } from "./start.ts"
import { refusal } from "./ways-in.ts"

const down = () => new Response('{"error":{"message":"Down"}}', { status: 500 })
const token = "Bearer local-gateway-token"

const first = { provider: "openai", endpoint: "chat/completions", headers: {}, query: openai.body }
const second = {
  provider: "anthropic",
  endpoint: "v1/messages",
  headers: {},
  query: { model: "claude-haiku-4-5", max_tokens: 100, messages },
}
const third = {
  provider: "workers-ai",
  endpoint: "@cf/meta/llama-3.1-8b-instruct",
  headers: { Authorization: token },
  query: { messages },
}
const named = {
  provider: "compat",
  endpoint: "chat/completions",
  headers: {},
  query: { model: "google-ai-studio/gemini-2.5-flash", messages },
}

test("the first step that answers is told by cf-aig-step and speaks in its provider's words", async () => {
  const { local, post } = start({ models: { "openai/*": down, "anthropic/*": down } })
  const response = await post("", { body: [first, second, third, named] })

  expect(response.headers.get("cf-aig-step")).toBe("2")
  expect((await response.json()).result.response).toBe("Say it again")
  expect(local.requests.map(({ surface, provider, model, step }) => [surface, provider, model, step])).toEqual([
    ["universal", "openai", "gpt-5-mini", 0],
    ["universal", "anthropic", "claude-haiku-4-5", 1],
    ["universal", "workers-ai", "@cf/meta/llama-3.1-8b-instruct", 2],
  ])
})

test.each([
  ["anthropic", second, (body: any) => body.content[0].text],
  ["workers-ai", third, (body: any) => body.result.response],
  ["compat", named, (body: any) => body.choices[0].message.content],
  [
    "run/ before the model",
    { ...third, endpoint: "run/@cf/meta/llama-3.1-8b-instruct" },
    (body: any) => body.result.response,
  ],
  [
    "v1/ before the path",
    { ...first, endpoint: "v1/chat/completions" },
    (body: any) => body.choices[0].message.content,
  ],
  [
    "a slash before the path",
    { ...first, endpoint: "/chat/completions" },
    (body: any) => body.choices[0].message.content,
  ],
])("a step of %s answers at step 0", async (_, step, said) => {
  const { post } = start()
  const response = await post("", { body: [step] })

  expect([response.status, response.headers.get("cf-aig-step")]).toEqual([200, "0"])
  expect(said(await response.json())).toBe("Say it again")
})

test("one step may come without a list", async () => {
  const { post } = start()
  const response = await post("", { body: first })

  expect([response.status, response.headers.get("cf-aig-step")]).toEqual([200, "0"])
})

test("a step streams, also after one that failed", async () => {
  const { post } = start({ models: { "openai/*": down } })
  const query = { ...second.query, stream: true }
  const response = await post("", { body: [first, { ...second, query }] })

  expect([response.headers.get("content-type"), response.headers.get("cf-aig-step")]).toEqual([
    "text/event-stream",
    "1",
  ])
  expect(await response.text()).toMatch(/^event: message_start\n[^]*event: message_stop\n/)
})

test("when all fail, the last failure comes, in the words of its provider", async () => {
  const { local, post } = start({ models: { "*": down } })
  local.reply(down, new Response('{"type":"error"}', { status: 529 }))
  const response = await post("", { body: [first, second] })

  expect([response.status, response.headers.get("cf-aig-step")]).toEqual([529, "1"])
  expect(await response.json()).toEqual({ type: "error" })
})

test.each([
  ["a provider's 400", [() => new Response("{}", { status: 400 })], {}],
  ["a broken connection", [() => Response.error()], {}],
  ["an unknown provider", [], { provider: "openia" }],
  ["a body that the provider cannot take", [], { query: {} }],
  ["a model without a provider", [], { provider: "compat", query: { model: "m", messages } }],
  ["Workers AI without a token", [], { provider: "workers-ai", endpoint: "@cf/m" }],
])("any error leads to the next step: %s", async (_, replies, change) => {
  const { local, post } = start()
  local.reply(...replies)
  const response = await post("", { body: [{ ...first, ...change }, second] })

  expect([response.status, response.headers.get("cf-aig-step")]).toEqual([200, "1"])
})

test.each([
  ["an unknown provider", { provider: "openia" }, 400, 2008],
  ["a custom provider that is not there", { provider: "custom-other" }, 400, 2008],
  ["a model without a provider", { provider: "compat", query: { model: "m", messages } }, 400, 2019],
  ["no provider", { provider: undefined }, 400, 2019],
  ["no endpoint", { endpoint: undefined }, 400, 2019],
  ["no query", { query: undefined }, 400, 2019],
  ["a header that is none", { headers: { "not a name": "x" } }, 400, 2019],
])("a request of one bad step is refused: %s", async (_, change, ...told) => {
  const { post } = start({ gateways: { one: { customProviders: { mine: "Hello" } } } })

  expect(await refusal(await post("", { body: [{ ...first, ...change }] }))).toEqual(told)
})

test.each([
  ["no JSON", "{"],
  ["no step at all", "[]"],
  ["a text", '"openai"'],
  ["one step that is none", `[${JSON.stringify(first)},null]`],
])("a body of %s is refused before any step", async (_, body) => {
  const { local, post } = start()

  expect(await refusal(await post("", { body }))).toEqual([400, 2019])
  expect(local.requests).toEqual([])
})

test("headers of a step go before those of the request, and those before the gateway's settings", async () => {
  const { local, post } = start({ gateways: { one: { cacheTtl: 60 } } })
  const headers = { "cf-aig-metadata": '{"of":"request"}', "cf-aig-event-id": "request", "x-mine": "request" }
  const own = { "cf-aig-metadata": '{"of":"step"}', "x-mine": "step", "cf-aig-skip-cache": "true" }
  const plain = await post("", { headers, body: [first] })
  const again = await post("", { headers, body: [first] })
  const stepped = await post("", { headers, body: [{ ...first, headers: own }] })

  expect([plain, again, stepped].map((response) => response.headers.get("cf-aig-cache-status"))).toEqual([
    "MISS",
    "HIT",
    "MISS",
  ])
  expect(stepped.headers.get("cf-aig-event-id")).toBe("request")
  expect(local.requests.map(({ gateway, headers }) => [gateway.metadata, headers.get("x-mine")])).toEqual([
    [{ of: "request" }, "request"],
    [{ of: "request" }, "request"],
    [{ of: "step" }, "step"],
  ])
})

test.each([
  ["its headers", { headers: { Authorization: "Bearer sk-step" } }],
  ["the field that the documentation names", { authorization: "Bearer sk-step" }],
  ["its headers before the field", { headers: { Authorization: "Bearer sk-step" }, authorization: "Bearer other" }],
  ["no headers beside the field", { headers: null, authorization: "Bearer sk-step" }],
])("a step's key stands in %s", async (_, more) => {
  const { local, post } = start({ providerKeys: { openai: ["sk-step"] } })
  const response = await post("", {
    headers: { authorization: "Bearer sk-request" },
    body: [{ ...first, ...more }],
  })

  expect(response.status).toBe(200)
  expect(local.requests[0]?.credential).toEqual({ source: "request" })
})

test("a step's config sets its attempts; the next step has none of them", async () => {
  const { local, post } = start({
    models: { "*": down },
    gateways: { one: { retries: { maxAttempts: 2, retryDelayMs: 0 } } },
  })
  let asked = 0
  local.reply(...Array.from({ length: 5 }, () => () => (asked++, down())))
  await post("", { body: [{ ...first, config: { maxAttempts: 3, retryDelay: 0, backoff: "constant" } }, second] })

  // Three of the first step, two of the second, as the gateway says.
  expect(asked).toBe(5)
  expect(local.requests.map(({ gateway }) => gateway.retries)).toEqual([
    { maxAttempts: 3, retryDelayMs: 0, backoff: "constant" },
    undefined,
  ])
})

test.each([
  [
    "some attempts",
    { maxAttempts: 2, requestTimeout: 7 },
    { requestTimeoutMs: 7, retries: { maxAttempts: 2, retryDelayMs: 5, backoff: "linear" } },
  ],
  [
    "a delay",
    { retryDelay: 8, backoff: "exponential" },
    { requestTimeoutMs: 9, retries: { maxAttempts: 4, retryDelayMs: 8, backoff: "exponential" } },
  ],
  ["nothing", {}, { requestTimeoutMs: 9, retries: { maxAttempts: 4, retryDelayMs: 5, backoff: "linear" } }],
])("what a step's config leaves out, the request's headers say: it names %s", async (_, config, gateway) => {
  const { local, post } = start()
  const headers = {
    "cf-aig-max-attempts": "4",
    "cf-aig-retry-delay": "5",
    "cf-aig-backoff": "linear",
    "cf-aig-request-timeout": "9",
  }
  await post("", { headers, body: [{ ...first, config }] })

  expect(local.requests[0]?.gateway).toEqual(gateway)
})

test("a step that brings no first byte in time falls back", async () => {
  const { local, post } = start({
    clock: "manual",
    models: { "openai/*": () => new Promise<never>(() => {}), "anthropic/*": "In time" },
  })
  const answer = post("", { body: [{ ...first, config: { requestTimeout: 100 } }, second] })
  await expect.poll(() => local.requests.length).toBe(1)
  local.clock.advance(100)
  const response = await answer

  expect(response.headers.get("cf-aig-step")).toBe("1")
  expect((await response.json()).content[0].text).toBe("In time")
})

test("each step has a log of its own in the same request", async () => {
  const { post } = start({ models: { "openai/*": down } })
  const body = [first, second]
  const [alone, stepped] = [await post("", { body: [second] }), await post("", { body })]
  const ids = (response: Response) => ["cf-aig-request-id", "cf-aig-log-id"].map((name) => response.headers.get(name))

  expect(ids(alone)).toEqual(["0199b3f0-0000-7000-8000-000000000001", "0199b3f0-0000-7000-8000-000000000001"])
  expect(ids(stepped)).toEqual(["0199b3f0-0000-7000-8000-000000000002", "0199b3f0-0000-7000-8000-200000000002"])
})

test("many steps keep ids of the right form, each its own", async () => {
  const { local, post } = start()
  let count = 0
  const body = Array.from({ length: 40 }, () => first)
  local.reply(...body.map(() => () => (++count < 40 ? down() : "At last")))
  const response = await post("", { body })

  expect(response.headers.get("cf-aig-step")).toBe("39")
  expect(response.headers.get("cf-aig-log-id")).toBe("0199b3f0-0000-7002-8000-800000000001")
})

const route = (elementIds: readonly string[]) => [
  { id: "start", type: "start" as const, outputs: { next: { elementId: elementIds[0]! } } },
  ...elementIds.map((id, index) => ({
    id,
    type: "model" as const,
    properties: { provider: "openai", model: id },
    outputs: { success: { elementId: "end" }, fallback: { elementId: elementIds[index + 1] ?? "end" } },
  })),
  { id: "end", type: "end" as const, outputs: {} },
]

test("a dynamic route is a step of compat: it answers, or the next step does", async () => {
  const { local, post } = start({
    gateways: { one: { routes: { support: route(["a", "b"]) } } },
    models: { "openai/*": down },
  })
  const step = { ...named, query: { model: "dynamic/support", messages } }
  local.reply("From the route")
  const routed = await post("", { body: [step, second] })
  const failed = await post("", { body: [step, second] })

  expect([routed.headers.get("cf-aig-step"), routed.headers.get("cf-aig-model")]).toEqual(["0", "a"])
  expect(failed.headers.get("cf-aig-step")).toBe("1")
  // The second model of the route and the second step are two logs.
  expect(failed.headers.get("cf-aig-log-id")).toBe("0199b3f0-0000-7000-8000-200000000002")
  expect(local.requests.map(({ model, step }) => [model, step])).toEqual([
    ["a", 0],
    ["a", 0],
    ["b", 0],
    ["claude-haiku-4-5", 1],
  ])
})

test("the log of a step holds the step's own request", async () => {
  const { local, post } = start()
  const response = await post("", { body: [named] })
  const { CLOUDFLARE_API_TOKEN } = local.env
  const log = await local.fetch(
    `https://api.cloudflare.com/client/v4/accounts/0123456789abcdef0123456789abcdef/ai-gateway/gateways/local/logs/${response.headers.get("cf-aig-log-id")}/request`,
    { headers: { authorization: `Bearer ${CLOUDFLARE_API_TOKEN}` } },
  )

  expect(await log.json()).toEqual({ model: "google-ai-studio/gemini-2.5-flash", messages })
})

test("the gateway without a slash is the universal endpoint as well", async () => {
  const { local } = start()
  const response = await local.fetch("https://gateway.ai.cloudflare.com/v1/0123456789abcdef0123456789abcdef/local/", {
    method: "POST",
    headers: { "cf-aig-authorization": token },
    body: JSON.stringify(universal.body),
  })

  expect(response.status).toBe(200)
})
