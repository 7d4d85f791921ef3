import { describe, expect, test } from "vitest"
import {
  createGatewayClient,
  GatewayRequestError,
  type GatewayClientOptions,
  type RequestOptions,
} from "../../src/index.ts"
import { completion, hello, identity, rejection } from "../support/server.ts"

interface Sent {
  readonly url: URL
  readonly headers: Headers
  readonly body: Record<string, unknown>
}

async function send(client: GatewayClientOptions, call?: RequestOptions, params: object = hello): Promise<Sent> {
  let sent: Sent | undefined
  const { chat } = createGatewayClient({
    ...identity,
    ...client,
    fetch: async (url, init) => {
      sent = { url: new URL(url), headers: new Headers(init.headers), body: JSON.parse(String(init.body)) }
      return Response.json(completion("Hi"))
    },
  })
  await chat.completions.create(params as typeof hello, call)
  return sent!
}

describe("headers", () => {
  test("the client's and the call's are joined by name, whatever the case, and the call wins", async () => {
    const { headers } = await send(
      { headers: { "X-App": "client", "x-client": "1" } },
      { headers: new Headers({ "x-app": "call", "X-Call": "2" }) },
    )

    expect(headers.get("x-app")).toBe("call")
    expect(headers.get("x-client")).toBe("1")
    expect(headers.get("x-call")).toBe("2")
  })

  test("a list of pairs will do", async () => {
    expect((await send({ headers: [["x-app", "1"]] })).headers.get("x-app")).toBe("1")
  })

  test("`null` takes a header off, ours too, and `undefined` leaves it", async () => {
    const { headers } = await send(
      { headers: { "x-one": "1", "x-two": "2" } },
      { headers: { "X-One": null, "x-two": undefined, "User-Agent": null } },
    )

    expect(headers.has("x-one")).toBe(false)
    expect(headers.get("x-two")).toBe("2")
    expect(headers.has("user-agent")).toBe(false)
  })

  test("`accept` and `user-agent` may be one's own", async () => {
    const { headers } = await send({ headers: { accept: "application/x-mine", "user-agent": "my-app/1" } })

    expect(headers.get("accept")).toBe("application/x-mine")
    expect(headers.get("user-agent")).toBe("my-app/1")
  })

  test("a `cf-aig-*` header that has no option goes through", async () => {
    expect((await send({}, { headers: { "cf-aig-brand-new": "1" } })).headers.get("cf-aig-brand-new")).toBe("1")
  })

  test("an own `authorization` goes through where it is not the token", async () => {
    expect((await send({}, { headers: { Authorization: "Bearer sk-own" } })).headers.get("authorization")).toBe(
      "Bearer sk-own",
    )
  })

  test.for([
    ["cf-aig-authorization", "token"],
    ["CF-AIG-Authorization", "token"],
    ["content-type", "content-type"],
    ["cf-aig-cache-ttl", "cacheTtl"],
    ["CF-AIG-Metadata", "metadata"],
    ["cf-aig-max-attempts", "retries.maxAttempts"],
    ["cf-aig-byok-alias", "byokAlias"],
  ] as const)("%s is refused, with its option", async ([name, option]) => {
    const headers = { [name]: "marked" }
    const error = await rejection(send({}, { headers }))

    expect(error).toBeInstanceOf(GatewayRequestError)
    expect(error).toMatchObject({ code: "invalid_request" })
    expect(error.message).toContain(name)
    expect(error.message).toContain(option)
    expect(error.message).not.toContain("marked")
    expect(() => createGatewayClient({ ...identity, headers })).toThrow(TypeError)
  })

  test.for([
    ["a line break in a value", { "x-app": "a\r\nx-evil: 1" }],
    ["a line break in a name", { "x-app\n": "1" }],
    ["a blank in a name", { "x app": "1" }],
    ["an empty name", { "": "1" }],
    ["a value beyond Latin", { "x-app": "日本" }],
  ] as const)("%s is refused before anything is sent", async ([, headers]) => {
    expect(await rejection(send({}, { headers }))).toMatchObject({ code: "invalid_request" })
    expect(() => createGatewayClient({ ...identity, headers })).toThrow(TypeError)
  })
})

describe("query", () => {
  test("the client's and the call's are joined by key and escaped", async () => {
    const { url } = await send(
      { query: { tenant: "a b", "api-version": "1" } },
      { query: { tenant: "ü&?=#", debug: undefined } },
    )

    expect(url.search).toBe("?tenant=%C3%BC%26%3F%3D%23&api-version=1")
    expect(url.pathname).toBe("/v1/0123456789abcdef0123456789abcdef/my-gateway/compat/chat/completions")
  })

  test("without any there is no question mark", async () => {
    expect((await send({ query: {} })).url.href).toMatch(/completions$/)
  })
})

describe("extraBody", () => {
  test("its keys stand in the body, the call's over the client's", async () => {
    const { body } = await send(
      { extraBody: { top_a: 1, min_p: 0.1 } },
      { extraBody: { top_a: 2, nested: { a: [1] } } },
    )

    expect(body).toEqual({ ...hello, top_a: 2, min_p: 0.1, nested: { a: [1] } })
  })

  test.for(["model", "messages", "stream"])("%s is refused in it", async (key) => {
    const error = await rejection(send({}, { extraBody: { [key]: "marked" } }))

    expect(error).toMatchObject({ code: "invalid_request" })
    expect(error.message).toMatch(new RegExp(`extraBody.*${key}`))
  })
})

test("the caller's body keeps every key, also unknown ones and nulls", async () => {
  const params = {
    ...hello,
    temperature: null,
    brand_new: { deep: [1, null] },
    thinking: { type: "enabled", budget_tokens: 1024 },
  }

  expect((await send({}, undefined, params)).body).toEqual(params)
})

test("a body that JSON cannot hold is refused", async () => {
  const circle: Record<string, unknown> = { marked: true }
  circle["self"] = circle

  const error = await rejection(send({}, { extraBody: circle }))

  expect(error).toMatchObject({ code: "invalid_request" })
  expect(error.message).not.toContain("marked")
  expect(await rejection(send({}, { extraBody: { id: 1n } }))).toMatchObject({ code: "invalid_request" })
})

test.for([
  ["timout", "timeout"],
  ["maxRetrys", "maxRetries"],
  ["header", "headers"],
] as const)("the slip %s on a call is refused with %s", async ([given, meant]) => {
  const error = await rejection(send({}, { [given]: 1 } as RequestOptions))

  expect(error).toMatchObject({ code: "invalid_request" })
  expect(error.message).toMatch(new RegExp(`did you mean \\W?${meant}`, "i"))
})

test.for(["accountId", "token", "baseURL", "fetch"])(
  "%s belongs to the client and is refused on a call",
  async (name) => {
    const error = await rejection(send({}, { [name]: "marked" } as RequestOptions))

    expect(error).toMatchObject({ code: "invalid_request" })
    expect(error.message).toContain(name)
    expect(error.message).not.toContain("marked")
  },
)

test.for([
  ["timeout", 0],
  ["timeout", "5s"],
  ["idleTimeout", -1],
  ["totalTimeout", Number.NaN],
  ["maxRetries", -1],
  ["maxRetryAfter", -1],
  ["maxRetryAfter", Number.NaN],
  ["signal", {}],
  ["validate", "sometimes"],
  ["validate", { response: "sometimes" }],
] as const)("%s of %o is refused on a call", async ([name, value]) => {
  const error = await rejection(send({}, { [name]: value } as RequestOptions))

  expect(error).toBeInstanceOf(GatewayRequestError)
  expect(error.message).toContain(name)
})

test("no signal may be said by `null`", async () => {
  expect((await send({}, { signal: null })).body).toEqual(hello)
})
