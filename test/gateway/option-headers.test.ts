import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { createGatewayClient, GatewayRequestError, type GatewayOptions } from "../../src/index.ts"
import { checkGatewayOptions, optionHeader, optionPaths, toOptionHeaders } from "../../src/gateway/option-headers.ts"
import { readOptionHeaders } from "../../src/testing/read-option-headers.ts"
import { completion, hello, identity, rejection } from "../support/server.ts"

// The `cf-aig-*` headers that a call with these options sends, credentials aside.
async function headersOf(call: GatewayOptions, client: GatewayOptions = {}): Promise<Record<string, string>> {
  let headers = new Headers()
  const { chat } = createGatewayClient({
    ...identity,
    gateway: { id: "g", ...client },
    fetch: async (_, init) => {
      headers = new Headers(init.headers)
      return Response.json(completion("Hi"))
    },
  })
  await chat.completions.create(hello, { gateway: call })
  return Object.fromEntries([...headers].filter(([name]) => /^cf-aig-(?!authorization)/.test(name)))
}

const refused = (gateway: object) =>
  rejection(
    createGatewayClient({
      ...identity,
      maxRetries: 0,
      fetch: () => Promise.reject(new Error("It was sent")),
    }).chat.completions.create(hello, { gateway }),
  )

test.for([
  [{ cacheTtl: 60 }, { "cf-aig-cache-ttl": "60" }],
  [{ cacheTtl: 2_592_000 }, { "cf-aig-cache-ttl": "2592000" }],
  [{ cacheKey: "faq 42" }, { "cf-aig-cache-key": "faq 42" }],
  [{ skipCache: true }, { "cf-aig-skip-cache": "true" }],
  [{ skipCache: false }, { "cf-aig-skip-cache": "false" }],
  [{ metadata: { team: "a", user: 1, beta: true } }, { "cf-aig-metadata": '{"team":"a","user":1,"beta":true}' }],
  [{ collectLog: false }, { "cf-aig-collect-log": "false" }],
  [{ collectLogPayload: false }, { "cf-aig-collect-log-payload": "false" }],
  [{ eventId: "evt-1" }, { "cf-aig-event-id": "evt-1" }],
  [{ requestTimeoutMs: 5000 }, { "cf-aig-request-timeout": "5000" }],
  [
    { retries: { maxAttempts: 5, retryDelayMs: 60_000, backoff: "exponential" as const } },
    { "cf-aig-max-attempts": "5", "cf-aig-retry-delay": "60000", "cf-aig-backoff": "exponential" },
  ],
  [{ retries: { maxAttempts: 1 } }, { "cf-aig-max-attempts": "1" }],
  [{ retries: { retryDelayMs: 0 } }, { "cf-aig-retry-delay": "0" }],
  [
    { customCost: { per_token_in: 0.000001, per_token_out: 0 } },
    { "cf-aig-custom-cost": '{"per_token_in":0.000001,"per_token_out":0}' },
  ],
  [
    { customCost: { per_cache_read_token: 1, per_cache_write_token: 2, total_cost: 3 } },
    { "cf-aig-custom-cost": '{"per_cache_read_token":1,"per_cache_write_token":2,"total_cost":3}' },
  ],
  [{ zdr: true }, { "cf-aig-zdr": "true" }],
  [{ noWholesale: true }, { "cf-aig-no-wholesale": "true" }],
  [
    { otel: { traceId: "0af7651916cd43dd8448eb211c80319c", parentSpanId: "b7ad6b7169203331" } },
    {
      "cf-aig-otel-trace-id": "0af7651916cd43dd8448eb211c80319c",
      "cf-aig-otel-parent-span-id": "b7ad6b7169203331",
    },
  ],
  [{ sessionId: "session-1" }, { "cf-aig-session-id": "session-1" }],
  [{ turnId: "turn-1" }, { "cf-aig-turn-id": "turn-1" }],
  [{ noSessionAffinity: true }, { "cf-aig-no-session-affinity": "true" }],
  [
    { allowedModels: ["anthropic/*", "openai/gpt-5-mini"] },
    { "cf-aig-allowed-models": "anthropic/*,openai/gpt-5-mini" },
  ],
  [{ allowedProviders: ["openai", "xai"] }, { "cf-aig-allowed-providers": "openai,xai" }],
] satisfies [GatewayOptions, Record<string, string>][])("%j becomes its header", async ([options, headers]) => {
  expect(await headersOf(options)).toEqual(headers)
  expect(toOptionHeaders(options)).toEqual(headers)
})

test("no option means no header, and no cache header above all", async () => {
  expect(await headersOf({})).toEqual({})
  expect(await headersOf({ metadata: {} })).toEqual({})
  expect(await headersOf({ cacheTtl: undefined, skipCache: undefined, retries: {}, otel: {} })).toEqual({})
})

test("every option has a header of its own", () => {
  expect(new Set(optionPaths.map(optionHeader)).size).toBe(22)
})

describe("limits", () => {
  const cases: [string, object][] = [
    ["cacheTtl", { cacheTtl: 59 }],
    ["cacheTtl", { cacheTtl: 0 }],
    ["cacheTtl", { cacheTtl: 2_592_001 }],
    ["cacheTtl", { cacheTtl: 60.5 }],
    ["cacheTtl", { cacheTtl: "an hour" }],
    ["cacheTtl", { cacheTtl: Number.NaN }],
    ["cacheKey", { cacheKey: "" }],
    ["cacheKey", { cacheKey: "clé" }],
    ["cacheKey", { cacheKey: "a\nb" }],
    ["cacheKey", { cacheKey: " a" }],
    ["skipCache", { skipCache: "yes" }],
    ["metadata", { metadata: { a: 1, b: 2, c: 3, d: 4, e: 5, f: 6 } }],
    ["metadata", { metadata: { team: null } }],
    ["metadata", { metadata: { team: { name: "a" } } }],
    ["metadata", { metadata: { team: ["a"] } }],
    ["metadata", { metadata: { price: Number.NaN } }],
    ["metadata", { metadata: { price: Number.POSITIVE_INFINITY } }],
    ["metadata", { metadata: { id: 1n } }],
    ["metadata", { metadata: { "cf.user_id": "1" } }],
    ["metadata", { metadata: { "": "1" } }],
    ["metadata", { metadata: "team" }],
    ["metadata", { metadata: ["team"] }],
    ["collectLog", { collectLog: 1 }],
    ["collectLogPayload", { collectLogPayload: "no" }],
    ["eventId", { eventId: "événement" }],
    ["eventId", { eventId: "" }],
    ["requestTimeoutMs", { requestTimeoutMs: 0 }],
    ["requestTimeoutMs", { requestTimeoutMs: 1.5 }],
    ["retries.maxAttempts", { retries: { maxAttempts: 6 } }],
    ["retries.maxAttempts", { retries: { maxAttempts: 0 } }],
    ["retries.retryDelayMs", { retries: { retryDelayMs: 60_001 } }],
    ["retries.retryDelayMs", { retries: { retryDelayMs: -1 } }],
    ["retries.backoff", { retries: { backoff: "quadratic" } }],
    ["customCost", { customCost: { per_token_in: -1 } }],
    ["customCost", { customCost: { perTokenIn: 1 } }],
    ["customCost", { customCost: 1 }],
    ["customCost", { customCost: { per_token_in: "1" } }],
    ["customCost", { customCost: { per_token_in: Number.POSITIVE_INFINITY } }],
    ["zdr", { zdr: "yes" }],
    ["noWholesale", { noWholesale: 0 }],
    ["otel.traceId", { otel: { traceId: "0af7651916cd43dd" } }],
    ["otel.parentSpanId", { otel: { parentSpanId: "span" } }],
    ["sessionId", { sessionId: "" }],
    ["turnId", { turnId: "tour n° 1" }],
    ["noSessionAffinity", { noSessionAffinity: 1 }],
    ["allowedModels", { allowedModels: [] }],
    ["allowedProviders", { allowedProviders: [""] }],
  ]

  test.for(cases)("%s beyond its limit is refused on a call, before anything is sent: %o", async ([name, gateway]) => {
    const error = await refused(gateway)

    expect(error).toBeInstanceOf(GatewayRequestError)
    expect(error).toMatchObject({ code: "invalid_request", origin: "client", gateway: { attempts: [] } })
    expect(error.message).toContain(`gateway.${name}`)
  })

  test.for(cases)("%s beyond its limit is a TypeError on the client: %o", ([name, gateway]) => {
    const make = () => createGatewayClient({ ...identity, gateway: { id: "g", ...gateway } })

    expect(make).toThrow(TypeError)
    expect(make).toThrow(`gateway.${name}`)
  })

  test("a lifetime of zero is told about skipCache", async () => {
    expect((await refused({ cacheTtl: 0 })).message).toContain("skipCache")
  })

  test("what was given is not quoted", async () => {
    const error = await refused({ cacheKey: "marked-ü", metadata: { key: { nested: "marked" } }, zdr: "marked" })

    expect(`${error.message}${error.hint}`).not.toContain("marked")
  })

  test("each thing that is wrong is an issue with its path", async () => {
    const { issues } = await refused({ cacheTtl: 1, retries: { maxAttempts: 9 } })

    expect(issues.map((issue: { path: unknown }) => issue.path)).toEqual([
      ["gateway", "cacheTtl"],
      ["gateway", "retries", "maxAttempts"],
    ])
  })
})

test("byokAlias is refused on compat with the reason and the way out", async () => {
  const error = await refused({ byokAlias: "production" })

  expect(error).toBeInstanceOf(GatewayRequestError)
  expect(error.code).toBe("unsupported_option")
  expect(error.message).toContain("gateway.byokAlias")
  expect(error.message).toContain("/compat")
  expect(error.message).toContain("providerKey")
})

test.for([
  ["cachettl", "cacheTtl"],
  ["cacheTTL", "cacheTtl"],
  ["skipcache", "skipCache"],
  ["metaData", "metadata"],
  ["requestTimeout", "requestTimeoutMs"],
  ["retries.maxAttempt", "retries.maxAttempts"],
  ["otel.traceID", "otel.traceId"],
] as const)("the slip %s is refused with %s", async ([given, meant]) => {
  const [outer = "", inner] = given.split(".")
  const error = await refused({ [outer]: inner ? { [inner]: 1 } : 1 })

  expect(error.code).toBe("invalid_request")
  expect(error.message).toMatch(new RegExp(`did you mean \\W?${meant.replace(".", "\\.")}`, "i"))
})

describe("metadata", () => {
  test("the call's entries are joined with the client's and win", async () => {
    expect(await headersOf({ metadata: { user: 7, team: "b" } }, { metadata: { team: "a", app: "x" } })).toEqual({
      "cf-aig-metadata": '{"app":"x","user":7,"team":"b"}',
    })
  })

  test("`null` takes a client's entry off, and `undefined` leaves it", async () => {
    expect(
      await headersOf({ metadata: { team: null, app: undefined } }, { metadata: { team: "a", app: "x" } }),
    ).toEqual({
      "cf-aig-metadata": '{"app":"x"}',
    })
  })

  test("taking the last entry off sends no header", async () => {
    expect(await headersOf({ metadata: { team: null } }, { metadata: { team: "a" } })).toEqual({})
  })

  test("`null` with nothing to take off is refused, since Cloudflare would drop all of it", async () => {
    const error = await refused({ metadata: { team: null } })

    expect(error).toMatchObject({ code: "invalid_request" })
  })

  test("more than five entries are refused when client and call make them together", async () => {
    const error = await rejection(headersOf({ metadata: { d: 4, e: 5, f: 6 } }, { metadata: { a: 1, b: 2, c: 3 } }))

    expect(error.message).toContain("gateway.metadata")
  })

  test("what is not ASCII is escaped, so that a header can carry it", async () => {
    const headers = await headersOf({ metadata: { größe: "é🙂\u007f", line: "a\nb" } })

    expect(headers["cf-aig-metadata"]).toBe('{"gr\\u00f6\\u00dfe":"\\u00e9\\ud83d\\ude42\\u007f","line":"a\\nb"}')
    expect(JSON.parse(headers["cf-aig-metadata"]!)).toEqual({ größe: "é🙂\u007f", line: "a\nb" })
  })

  test("600 characters go through", async () => {
    const headers = await headersOf({ metadata: { text: "x".repeat(600) } })

    expect(JSON.parse(headers["cf-aig-metadata"]!).text).toHaveLength(600)
  })
})

describe("joining with the client's options", () => {
  test("a call's option wins, `undefined` inherits and `null` takes off", async () => {
    const client = { cacheTtl: 120, zdr: true, collectLog: false }

    expect(await headersOf({ cacheTtl: 300, zdr: undefined, collectLog: null }, client)).toEqual({
      "cf-aig-cache-ttl": "300",
      "cf-aig-zdr": "true",
    })
  })

  test("`null` with nothing to take off sends nothing", async () => {
    expect(await headersOf({ cacheTtl: null, retries: null, zdr: null })).toEqual({})
  })
})

const filled = <T extends object>(arbitrary: fc.Arbitrary<T>) =>
  arbitrary.filter((value) => Object.keys(value).length > 0)
const hex = (length: number) => fc.stringMatching(new RegExp(`^[0-9a-f]{${length}}$`))

test("options within their limits are taken, and their headers read back as the same options", () => {
  const text = fc.stringMatching(/^[!-~]([ -~]{0,20}[!-~])?$/)
  const name = fc.stringMatching(/^[a-z0-9*/.-]{1,12}$/)
  const scalar = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
  )
  const price = fc.double({ min: 0, max: 1000, noNaN: true })
  const options = fc.record(
    {
      cacheTtl: fc.integer({ min: 60, max: 2_592_000 }),
      cacheKey: text,
      skipCache: fc.boolean(),
      metadata: filled(
        fc.dictionary(
          fc.string({ minLength: 1 }).filter((key) => !key.startsWith("cf.") && key !== "__proto__"),
          scalar,
          { maxKeys: 5 },
        ),
      ),
      collectLog: fc.boolean(),
      collectLogPayload: fc.boolean(),
      eventId: text,
      requestTimeoutMs: fc.integer({ min: 1, max: 600_000 }),
      retries: filled(
        fc.record(
          {
            maxAttempts: fc.integer({ min: 1, max: 5 }),
            retryDelayMs: fc.integer({ min: 0, max: 60_000 }),
            backoff: fc.constantFrom("constant", "linear", "exponential"),
          },
          { requiredKeys: [] },
        ),
      ),
      byokAlias: text,
      customCost: filled(
        fc.record({ per_token_in: price, per_token_out: price, total_cost: price }, { requiredKeys: [] }),
      ),
      zdr: fc.boolean(),
      noWholesale: fc.boolean(),
      otel: filled(fc.record({ traceId: hex(32), parentSpanId: hex(16) }, { requiredKeys: [] })),
      sessionId: text,
      turnId: text,
      noSessionAffinity: fc.boolean(),
      allowedModels: fc.array(name, { minLength: 1, maxLength: 4 }),
      allowedProviders: fc.array(name, { minLength: 1, maxLength: 4 }),
    },
    { requiredKeys: [] },
  )

  fc.assert(
    fc.property(options, (given) => {
      expect(checkGatewayOptions(given as GatewayOptions)).toEqual([])
      const written = toOptionHeaders(given as GatewayOptions)
      // Bytes that no header may hold would throw here.
      expect(readOptionHeaders(new Headers(written))).toEqual(JSON.parse(JSON.stringify(given)))
    }),
    { numRuns: 300 },
  )
})
