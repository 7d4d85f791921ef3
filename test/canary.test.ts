import { inspect } from "node:util"
import { pino } from "pino"
import { describe, expect, test } from "vitest"
import { createGatewayClient, isGatewayError, type GatewayClientOptions, type GatewayErrorCode } from "../src/index.ts"
import { createLocalGateway, type LocalFault } from "../src/testing/index.ts"
import { chunk, completion, identity, rejection, sendJSON, startServer } from "./support/server.ts"

// Not the word of the file name, which stands in every stack.
const token = "kanarie-token-4f1d9c7b"
const key = "kanarie-provider-key-a83e"
const prompt = "kanarie prompt: my diary of the second of May"
const system = 'kanarie system "quoted" words\nin two lines'
const marks = [token, key, "kanarie"]

const params = {
  model: "openai/gpt-5-mini",
  messages: [
    { role: "system" as const, content: [{ type: "text" as const, text: system }] },
    { role: "user" as const, content: prompt },
  ],
}
const credentials = {
  ...identity,
  token,
  providerKey: { openai: key },
  headers: { "x-session-token": "kanarie-session" },
}

// Whatever might end in somebody's log.
function shownForms(value: unknown): string[] {
  const lines: string[] = []
  const logger = pino({ level: "trace" }, { write: (line) => lines.push(line) })
  logger.error({ err: value })
  logger.error({ value })
  if (value instanceof Error) logger.error(value)
  const error = value as { stack?: string; message?: string; hint?: string; gateway?: object }
  if (error?.gateway) logger.info({ gateway: error.gateway })
  return [
    ...lines,
    inspect(value, { depth: Number.POSITIVE_INFINITY }),
    inspect({ nested: [value] }, { depth: Number.POSITIVE_INFINITY }),
    inspect(error?.gateway, { depth: Number.POSITIVE_INFINITY }),
    JSON.stringify(value) ?? "",
    JSON.stringify({ ...(value as object) }),
    String(value),
    String(error?.stack),
    String(error?.message),
    String(error?.hint),
  ]
}

function expectClean(value: unknown): void {
  for (const form of shownForms(value)) for (const mark of marks) expect(form).not.toContain(mark)
}

// A client whose hooks and debug logger note all they are told.
function overheard(options: GatewayClientOptions = {}) {
  const told: unknown[] = []
  const lines: string[] = []
  const listen = (...heard: unknown[]) => void told.push(...heard)
  const sink = pino({ level: "trace" }, { write: (line) => lines.push(line) })
  const level = (name: "debug" | "info" | "warn" | "error") => (fields: object, message: string) => {
    listen(fields, message)
    sink[name](fields, message)
  }
  const client = createGatewayClient({
    ...credentials,
    maxRetries: 0,
    ...options,
    logger: { debug: level("debug"), info: level("info"), warn: level("warn"), error: level("error") },
    hooks: { onRequest: listen, onAttempt: listen, onFinish: listen },
  })
  return {
    client,
    create: client.chat.completions.create,
    expectClean() {
      expect(told.length).toBeGreaterThan(0)
      for (const thing of told) expectClean(thing)
      for (const line of lines) for (const mark of marks) expect(line).not.toContain(mark)
      expectClean(client)
    },
  }
}

const local = (fault?: LocalFault) => {
  const gateway = createLocalGateway({ token })
  if (fault) gateway.fault(fault)
  else gateway.reply("Fine")
  const { accountId, gateway: id, fetch } = gateway.options
  return { gateway, options: { accountId, gateway: id, fetch } }
}

test("the marks do travel on the wire", async () => {
  const { gateway, options } = local()
  await overheard(options).create(params)

  const { headers, params: sent } = gateway.requests[0]!
  expect(headers.get("cf-aig-authorization")).toBe(`Bearer ${token}`)
  expect(headers.get("authorization")).toBe(`Bearer ${key}`)
  expect(headers.get("x-session-token")).toBe("kanarie-session")
  expect(sent).toEqual(params)
})

test("a good reply shows none of them", async () => {
  const heard = overheard(local().options)

  expectClean(await heard.create(params))
  heard.expectClean()
})

test("a good stream shows none of them, before, during and after", async () => {
  const heard = overheard(local().options)

  const stream = await heard.create({ ...params, stream: true })
  expectClean(stream)
  for await (const piece of stream) expectClean(piece)
  expectClean(stream)
  expectClean(await stream.final())
  heard.expectClean()
})

test("a description shows no credentials", () => {
  const { client } = overheard()
  const shown = inspect(client.chat.completions.describe(params), { depth: Number.POSITIVE_INFINITY })

  for (const secret of [token, key, "kanarie-session"]) expect(shown).not.toContain(secret)
})

const refusals: GatewayErrorCode[] = [
  ...([
    "rate_limited",
    "spend_limit",
    "unauthorized",
    "provider_unauthorized",
    "forbidden",
    "gateway_not_found",
  ] as const),
  ...([
    "credential_missing",
    "byok_required",
    "byok_alias_unknown",
    "insufficient_credits",
    "insufficient_quota",
  ] as const),
  ...(["payment_required", "guardrail_prompt_blocked", "guardrail_response_blocked", "guardrail_unavailable"] as const),
  ...(["dlp_blocked", "policy_denied", "model_rejected", "provider_rejected", "invalid_params"] as const),
  ...(["context_length_exceeded", "not_found", "upstream_failed", "upstream_timeout", "overloaded"] as const),
  ...(["server_error", "redirected", "unknown", "invalid_response", "connection_failed", "timeout"] as const),
]

describe.for(["whole", "streamed"] as const)("%s", (kind) => {
  const stream = kind === "streamed"

  test.for(refusals)("the error %s shows none of them", async (code) => {
    const { options } = local(code)
    const heard = overheard({ ...options, timeout: 50 })

    const error = await rejection(heard.create({ ...params, stream }))

    expect(error.code).toBe(code)
    expectClean(error)
    heard.expectClean()
  })

  const echoes: [string, number, string, string][] = [
    [
      "an error of OpenAI's shape",
      400,
      "application/json",
      JSON.stringify({ error: { message: `${token} ${key} ${prompt} ${system} kanarie-session` } }),
    ],
    [
      "an error of the gateway's shape",
      401,
      "application/json",
      JSON.stringify({ success: false, error: [{ code: 2009, message: `Bearer ${token}: ${prompt}` }] }),
    ],
    [
      "an error of Cloudflare's API",
      400,
      "application/json",
      JSON.stringify({ success: false, errors: [{ code: 7003, message: `${system}${key}` }] }),
    ],
    [
      "an error that quotes the request as JSON",
      422,
      "application/json",
      JSON.stringify({ detail: [{ msg: JSON.stringify([system, prompt]) }] }),
    ],
    ["plain text", 500, "text/plain", `No, ${token}! ${key}? "${prompt}"`],
    ["an HTML page", 502, "text/html", `<html><title>${token} ${prompt}</title><body>${key}</body></html>`],
    [
      "an error inside a 200",
      200,
      "application/json",
      JSON.stringify({ error: { message: `${token} ${prompt}`, code: 429 } }),
    ],
    ["a reply of another shape", 200, "application/json", JSON.stringify({ echo: [token, key, prompt] })],
    ["half a reply", 200, "application/json", `{"echo":"${token} ${key} ${prompt}`],
    ["a page instead of a reply", 200, "text/html", `<title>${token} ${prompt}</title>`],
  ]

  test.for(echoes)("a server that echoes them in %s gets them into `body` alone", async ([, status, type, body]) => {
    await using server = await startServer(
      (response) => void response.writeHead(status, { "content-type": type }).end(body),
    )
    const heard = overheard({ baseURL: server.url })

    const error = await rejection(heard.create({ ...params, stream }))

    expect(isGatewayError(error)).toBe(true)
    expect(JSON.stringify(error.body)).toContain("kanarie")
    expectClean(error)
    heard.expectClean()
  })
})

test("a message of thousands of characters leaves no half secret at its cut", async () => {
  await using server = await startServer((response) =>
    sendJSON(response, { error: { message: `${"x".repeat(490)}${token}${"y".repeat(5000)}` } }, 400),
  )

  const error = await rejection(overheard({ baseURL: server.url }).create(params))

  expectClean(error)
  expect(error.message).not.toContain("kan")
})

const events = (text: string) => (response: import("node:http").ServerResponse) =>
  void response.writeHead(200, { "content-type": "text/event-stream" }).end(text)

describe("a stream that goes wrong", () => {
  test.for([
    ["an error event", `${chunk("Hal")}event: error\ndata: {"error":{"message":"${token} ${prompt}"}}\n\n`],
    ["an error in a chunk", `${chunk("Hal")}data: {"error":{"message":"${key} ${prompt}"}}\n\n`],
    ["an event that is no JSON", `${chunk("Hal")}data: {${token} ${prompt}\n\ndata: [DONE]\n\n`],
    ["a chunk of another shape", `${chunk("Hal")}data: {"choices":"${token} ${prompt}"}\n\n`],
    ["an end too soon", chunk(`kanarie answer ${token}`)],
  ] as const)("by %s shows none of them, nor does what is relayed", async ([, text]) => {
    await using server = await startServer(events(text))
    const heard = overheard({ baseURL: server.url })

    const stream = await heard.create({ ...params, stream: true })
    const error = await rejection(stream.final())
    expect(isGatewayError(error)).toBe(true)
    expectClean(error)
    expectClean(stream)
    heard.expectClean()

    const relayed = await (await heard.create({ ...params, stream: true })).toResponse().text()
    expect(relayed).toContain("event: error")
    expect(relayed.slice(relayed.indexOf("event: error"))).not.toContain("kanarie")
  })

  test("by an abort shows none of them", async () => {
    await using server = await startServer((response) => {
      response.writeHead(200, { "content-type": "text/event-stream" }).write(chunk("Hal"))
    })
    const heard = overheard({ baseURL: server.url })
    const controller = new AbortController()
    const stream = await heard.create({ ...params, stream: true }, { signal: controller.signal })

    controller.abort()
    expectClean(await rejection(stream.final()))
    expectClean(stream)
    heard.expectClean()
  })
})

test("an abort before the headers shows none of them", async () => {
  await using server = await startServer(() => {})
  const heard = overheard({ baseURL: server.url })
  const controller = new AbortController()

  const caught = rejection(heard.create(params, { signal: controller.signal }))
  await server.arrival(1)
  controller.abort()

  expectClean(await caught)
  heard.expectClean()
})

test.for(["reset", "truncate"] as const)("a whole reply that breaks off shows none of them: %s", async (fault) => {
  const gateway = createLocalGateway({ token })
  gateway.fault(fault, { afterEvents: 0 })
  const { accountId, gateway: id, fetch } = gateway.options
  const heard = overheard({ accountId, gateway: id, fetch })

  expectClean(await rejection(heard.create(params)))
  heard.expectClean()
})

const leaks = (init: RequestInit) => `${JSON.stringify([...new Headers(init.headers)])} ${init.body}`

describe("a fetch of the caller's own", () => {
  const failures: [string, (init: RequestInit) => unknown][] = [
    ["in its message", (init) => new Error(leaks(init))],
    ["in the message of its cause", (init) => new TypeError("fetch failed", { cause: new Error(leaks(init)) })],
    [
      "in a field",
      (init) => Object.assign(new Error("fetch failed"), { request: { headers: [...new Headers(init.headers)] } }),
    ],
    [
      "in a field of its cause",
      (init) => new Error("failed", { cause: Object.assign(new Error("why"), { config: init }) }),
    ],
    ["in several errors at once", (init) => new AggregateError([new Error(leaks(init))], "all failed")],
    [
      "in a Headers object",
      (init) => Object.assign(new Error("failed"), { headers: new Headers(init.headers as never) }),
    ],
    ["in an object without a class", (init) => ({ request: leaks(init) })],
    ["in a text", (init) => leaks(init)],
  ]

  test.for(failures)("that quotes the request %s gives an error without them", async ([, fail]) => {
    const heard = overheard({
      fetch: async (_, init) => {
        throw fail(init)
      },
    })

    const error = await rejection(heard.create(params))

    expect(error.code).toBe("connection_failed")
    expectClean(error)
    heard.expectClean()
  })

  test("that fails in the middle of the reply gives an error without them", async () => {
    const heard = overheard({
      fetch: async (_, init) => {
        const failure = new Error(leaks(init))
        return new Response(new ReadableStream({ pull: (controller) => controller.error(failure) }))
      },
    })

    expectClean(await rejection(heard.create(params)))
    heard.expectClean()
  })
})

describe("what is refused before it is sent", () => {
  const wrong: [string, object, object?][] = [
    ["a message without a role", { ...params, messages: [{ content: prompt }] }],
    ["messages that are text", { ...params, messages: prompt }],
    ["content that is no text", { ...params, messages: [{ role: "user", content: { prompt } }] }],
    ["a temperature that is text", { ...params, temperature: prompt }],
    ["a tool without a name", { ...params, tools: [{ type: "function", function: { description: prompt } }] }],
    ["a body that JSON cannot hold", { ...params, seed: 1, extra: { kanarie: 1n } }],
    ["metadata that is nested", params, { gateway: { metadata: { key: { prompt } } } }],
    ["a cache key of several lines", params, { gateway: { cacheKey: system } }],
    ["the token in a header of the caller's", params, { headers: { authorization: `Bearer ${token}` } }],
    ["the token as the provider's key", params, { providerKey: token }],
    ["a key of two lines", params, { providerKey: `${key}\n` }],
    ["a header of two lines", params, { headers: { "x-note": system } }],
  ]

  test.for(wrong)("%s shows none of them", async ([, given, options]) => {
    const heard = overheard()

    const error = await rejection(heard.create(given as never, options))

    expect(isGatewayError(error, "invalid_request", "unsupported_option")).toBe(true)
    expectClean(error)
    heard.expectClean()
  })

  test("a client that cannot be made shows none of them", () => {
    for (const options of [
      { token: `${token}\n` },
      { accountId: token },
      { gateway: `${token}/x` },
      { providerKey: key },
    ]) {
      try {
        createGatewayClient({ ...credentials, ...options } as GatewayClientOptions)
        expect.unreachable()
      } catch (error) {
        expect(error).toBeInstanceOf(TypeError)
        expectClean(error)
      }
    }
  })
})

test("a client shows none of its own", () => {
  expectClean(createGatewayClient(credentials))
  expectClean(createGatewayClient(credentials).withOptions({ providerKey: { anthropic: "kanarie-other" } }))
})

test("retries show none of them", async () => {
  const gateway = createLocalGateway({ token })
  gateway.reply(
    Response.json({ error: { message: `${token} ${prompt}` } }, { status: 503, headers: { "retry-after-ms": "0" } }),
    Response.json(completion("Fine")),
  )
  const { accountId, gateway: id, fetch } = gateway.options
  const heard = overheard({ accountId, gateway: id, fetch, maxRetries: 1 })

  expectClean(await heard.create(params))
  heard.expectClean()
})
