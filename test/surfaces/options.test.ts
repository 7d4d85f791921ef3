import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { optionHeader, optionPaths } from "../../src/gateway/option-headers.ts"
import { fateOf, type Surface, type Way } from "../../src/gateway/support-matrix.ts"
import type { GatewayOptions, RequestOptions } from "../../src/index.ts"
import { calls } from "./calls.ts"
import { clientOn } from "./client-on.ts"
import type { Seen } from "./watch-wire.ts"

beforeEach(() => {
  vi.stubEnv("CF_AIG_TOKEN", "gateway-token")
  vi.stubEnv("CLOUDFLARE_API_TOKEN", "api-token")
})
afterEach(() => vi.unstubAllEnvs())

/** The calls that take a way: surface, operation, model. */
const takers: { readonly [way: string]: readonly (readonly [Surface, operation: string, model: string])[] } = {
  compat: [["compat", "chat.completions.create", "openai/gpt-5-mini"]],
  native: [
    ["compat", "embeddings.create", "openai/text-embedding-3-small"],
    ["compat", "responses.create", "openai/gpt-5-mini"],
    ["compat", "messages.create", "anthropic/claude-haiku-4-5"],
  ],
  universal: [["compat", "universal", ""]],
  rest: [
    ["rest", "chat.completions.create", "openai/gpt-5-mini"],
    ["compat", "embeddings.create", "@cf/baai/bge-m3"],
    ["rest", "responses.create", "openai/gpt-5-mini"],
    ["rest", "messages.create", "anthropic/claude-haiku-4.5"],
    ["auto", "run", "google/gemini-2.5-flash"],
  ],
  binding: [
    ["binding", "chat.completions.create", "openai/gpt-5-mini"],
    ["binding", "universal", ""],
  ],
  run: [
    ["binding", "chat.completions.create", "@cf/meta/llama-3.1-8b-instruct"],
    ["binding", "embeddings.create", "@cf/baai/bge-m3"],
    ["binding", "responses.create", "@cf/openai/gpt-oss-120b"],
    ["binding", "run", "google/gemini-2.5-flash"],
  ],
  "native over the binding": [
    ["binding", "embeddings.create", "openai/text-embedding-3-small"],
    ["binding", "responses.create", "openai/gpt-5-mini"],
    ["binding", "messages.create", "anthropic/claude-haiku-4-5"],
  ],
}

type Fate = "sent" | "refused" | "warned"
type Row = readonly [option: string, given: GatewayOptions, header: string, value: string, fates: readonly Fate[]]

const sent = ["sent", "sent", "sent", "sent", "sent", "sent", "sent"] as const
// The Auto Router's page shows /compat; over the binding that is a step of the provider `compat`.
const routers = ["sent", "refused", "refused", "refused", "sent", "refused", "refused"] as const
// Not among the headers of Cloudflare's page on REST, and not in the types of `env.AI.run`.
const unnamed = ["sent", "sent", "sent", "refused", "sent", "refused", "sent"] as const

// Written by hand from Cloudflare's documentation: what an option is as a header, and what becomes of it on
// compat, native, universal, rest, binding, run, and on a provider's own path over the binding.
const rows: readonly Row[] = [
  ["cacheTtl", { cacheTtl: 60 }, "cf-aig-cache-ttl", "60", sent],
  ["cacheKey", { cacheKey: "faq-42" }, "cf-aig-cache-key", "faq-42", sent],
  ["skipCache", { skipCache: true }, "cf-aig-skip-cache", "true", sent],
  ["metadata", { metadata: { team: "a", user: 1 } }, "cf-aig-metadata", '{"team":"a","user":1}', sent],
  ["collectLog", { collectLog: false }, "cf-aig-collect-log", "false", sent],
  ["collectLogPayload", { collectLogPayload: false }, "cf-aig-collect-log-payload", "false", sent],
  [
    "eventId",
    { eventId: "evt-1" },
    "cf-aig-event-id",
    "evt-1",
    ["sent", "sent", "sent", "refused", "sent", "sent", "sent"],
  ],
  [
    "requestTimeoutMs",
    { requestTimeoutMs: 5000 },
    "cf-aig-request-timeout",
    "5000",
    ["sent", "sent", "sent", "sent", "sent", "warned", "sent"],
  ],
  ["retries.maxAttempts", { retries: { maxAttempts: 3 } }, "cf-aig-max-attempts", "3", sent],
  ["retries.retryDelayMs", { retries: { retryDelayMs: 1000 } }, "cf-aig-retry-delay", "1000", sent],
  ["retries.backoff", { retries: { backoff: "exponential" } }, "cf-aig-backoff", "exponential", sent],
  // Provider-native requests alone; on the binding the alias `default` is the only one that is looked for.
  [
    "byokAlias",
    { byokAlias: "production" },
    "cf-aig-byok-alias",
    "production",
    ["refused", "sent", "refused", "refused", "refused", "refused", "refused"],
  ],
  ["customCost", { customCost: { per_token_in: 0.5 } }, "cf-aig-custom-cost", '{"per_token_in":0.5}', unnamed],
  ["zdr", { zdr: true }, "cf-aig-zdr", "true", sent],
  [
    "noWholesale",
    { noWholesale: true },
    "cf-aig-no-wholesale",
    "true",
    ["sent", "sent", "sent", "refused", "sent", "sent", "sent"],
  ],
  [
    "otel.traceId",
    { otel: { traceId: "0af7651916cd43dd8448eb211c80319c" } },
    "cf-aig-otel-trace-id",
    "0af7651916cd43dd8448eb211c80319c",
    unnamed,
  ],
  [
    "otel.parentSpanId",
    { otel: { parentSpanId: "b7ad6b7169203331" } },
    "cf-aig-otel-parent-span-id",
    "b7ad6b7169203331",
    unnamed,
  ],
  ["sessionId", { sessionId: "session-1" }, "cf-aig-session-id", "session-1", routers],
  ["turnId", { turnId: "turn-1" }, "cf-aig-turn-id", "turn-1", routers],
  ["noSessionAffinity", { noSessionAffinity: true }, "cf-aig-no-session-affinity", "true", routers],
  [
    "allowedModels",
    { allowedModels: ["openai/gpt-5-mini", "anthropic/*"] },
    "cf-aig-allowed-models",
    "openai/gpt-5-mini,anthropic/*",
    routers,
  ],
  ["allowedProviders", { allowedProviders: ["openai", "xai"] }, "cf-aig-allowed-providers", "openai,xai", routers],
]

const cells = rows.flatMap(([option, given, header, value, fates]) =>
  Object.keys(takers).map((way, index) => ({ option, given, header, value, way, fate: fates[index]! })),
)

/** What the call of a taker puts on the wire, and what the logger hears of it. */
async function take(
  [surface, operation, model]: readonly [Surface, string, string],
  given: RequestOptions | { readonly providerKey: object },
  isOnClient = false,
): Promise<{ readonly seen: readonly Seen[]; readonly warnings: readonly object[]; readonly error: any }> {
  const warnings: object[] = []
  const warn = (fields: object) => void warnings.push(fields)
  const logger = { debug() {}, info() {}, warn, error() {} }
  const { gateway } = given as RequestOptions
  const own = isOnClient ? { ...given, gateway: { id: "my-gateway", ...gateway } } : {}
  const { client, seen, open } = clientOn(surface, { logger, ...(own as object) })
  const call = calls[operation]!(client, model, isOnClient ? undefined : given, open)
  const error = await call.then(
    () => undefined,
    (reason) => reason,
  )
  return { seen, warnings, error }
}

/** The headers in which options travel, wherever they are on that way. */
const headersOf = ({ call, headers, body }: Seen): readonly object[] =>
  call.endsWith("steps") ? body.map((step: { headers: object }) => step.headers) : [headers]

test.each(cells)("$option on $way is $fate", async ({ option, given, header, value, way, fate }) => {
  for (const taker of takers[way]!) {
    const { seen, warnings, error } = await take(taker, { gateway: given })

    if (fate === "refused") {
      expect(error).toMatchObject({ code: "unsupported_option", message: expect.stringContaining(option) })
      expect(error.issues[0].path.join(".")).toBe(`gateway.${option}`)
      expect(seen).toEqual([])
      continue
    }
    expect(error).toBeUndefined()
    expect(seen).toHaveLength(1)
    for (const headers of headersOf(seen[0]!)) expect(headers).toHaveProperty([header], value)
    if (way === "run") expect(seen[0]!.gateway).toEqual({ id: "my-gateway", ...given })
    expect(warnings).toEqual(
      fate === "warned" ? [expect.objectContaining({ options: expect.stringContaining(option) })] : [],
    )
  }
})

// `cacheKey` and `eventId` belong on a call.
test.each(cells.filter(({ option }) => !/^(cacheKey|eventId)$/.test(option)))(
  "$option of the client is $fate on $way as well",
  async ({ option, given, header, value, way, fate }) => {
    const { seen, error } = await take(takers[way]![0]!, { gateway: given }, true)

    if (fate === "refused") expect(error).toMatchObject({ message: expect.stringContaining(option) })
    else for (const headers of headersOf(seen[0]!)) expect(headers).toHaveProperty([header], value)
    expect(seen).toHaveLength(fate === "refused" ? 0 : 1)
  },
)

test.each([
  ["compat", 'provider("compat")', "compat"],
  ["compat", 'provider("openai")', "native"],
  ["binding", 'provider("compat")', "binding"],
  ["binding", 'provider("openai")', "native over the binding"],
] as const)("the options of a client on %s go through %s as on the way %s", async (surface, operation, way) => {
  for (const { option, given, header, value, fate } of cells.filter((cell) => cell.way === way)) {
    if (/^(cacheKey|eventId)$/.test(option)) continue
    const { seen, error } = await take([surface, operation, ""], { gateway: given }, true)

    if (fate === "refused") expect(error).toMatchObject({ code: "unsupported_option" })
    else expect(seen[0]!.headers).toHaveProperty([header], value)
    expect(seen).toHaveLength(fate === "refused" ? 0 : 1)
  }
})

test("the code's options are these, under these headers, and its table has these fates", () => {
  expect(optionPaths).toEqual(rows.map(([option]) => option))
  expect(optionPaths.map(optionHeader)).toEqual(rows.map(([, , header]) => header))

  const fates = { refuse: "refused", warn: "warned" } as const
  for (const { option, way, fate } of cells.filter((cell) => cell.way !== "native over the binding")) {
    const found = fateOf(option, way as Way).map(([word]) => fates[word])
    expect([option, way, ...found]).toEqual([option, way, ...(fate === "sent" ? [] : [fate])])
  }
})

// A key of one's own, by way: the header it goes in and its value.
const keys: readonly (readonly [Surface, operation: string, model: string, header: string, value: string])[] = [
  ["compat", "chat.completions.create", "openai/gpt-5-mini", "authorization", "Bearer sk-own"],
  ["compat", "chat.completions.create", "anthropic/claude-haiku-4-5", "authorization", "Bearer sk-own"],
  ["compat", "chat.completions.create", "@cf/meta/llama-3.1-8b-instruct", "authorization", "Bearer sk-own"],
  ["compat", "chat.completions.create", "custom-mine/model", "authorization", "Bearer sk-own"],
  ["compat", "embeddings.create", "openai/text-embedding-3-small", "authorization", "Bearer sk-own"],
  ["compat", "embeddings.create", "perplexity/embed", "authorization", "Bearer sk-own"],
  ["rest", "embeddings.create", "xai/v1", "authorization", "Bearer sk-own"],
  ["compat", "responses.create", "openai/gpt-5-mini", "authorization", "Bearer sk-own"],
  ["auto", "responses.create", "openai/gpt-5-mini", "authorization", "Bearer sk-own"],
  ["compat", "messages.create", "anthropic/claude-haiku-4-5", "x-api-key", "sk-own"],
  ["auto", "messages.create", "anthropic/claude-haiku-4-5", "x-api-key", "sk-own"],
  ["binding", "chat.completions.create", "anthropic/claude-haiku-4-5", "authorization", "Bearer sk-own"],
  ["binding", "embeddings.create", "mistral/mistral-embed", "authorization", "Bearer sk-own"],
  ["binding", "responses.create", "openai/gpt-5-mini", "authorization", "Bearer sk-own"],
  ["binding", "messages.create", "anthropic/claude-haiku-4-5", "x-api-key", "sk-own"],
]

test.each(keys)("on %s a key for %s of %s goes as %s", async (surface, operation, model, header, value) => {
  const { seen, error } = await take([surface, operation, model], { providerKey: "sk-own" })
  const others = ["authorization", "x-api-key", "x-goog-api-key", "api-key"].filter((name) => name !== header)

  expect(error).toBeUndefined()
  expect(seen).toHaveLength(1)
  expect(seen[0]!.headers[header]).toBe(value)
  expect(Object.keys(seen[0]!.headers).filter((name) => others.includes(name))).toEqual([])
  const token = surface === "binding" ? undefined : "Bearer gateway-token"
  expect(seen[0]!.headers["cf-aig-authorization"]).toBe(token)
})

test.each(["compat", "rest", "auto", "binding"] as const)("on %s each step gets its own provider's key", async (on) => {
  const providerKey = { openai: "sk-openai", xai: async () => "sk-xai", anthropic: "sk-never" }
  const { seen } = await take([on, "universal", ""], { providerKey })

  expect(seen[0]!.body.map((step: { headers: object }) => step.headers)).toMatchObject([
    { authorization: "Bearer sk-openai" },
    { authorization: "Bearer sk-xai" },
  ])
  expect(JSON.stringify(seen)).not.toContain("sk-never")
})

test.each(
  [
    ...takers["rest"]!.map((taker) => ["rest", taker] as const),
    ...takers["run"]!.map((taker) => ["run", taker] as const),
  ].filter(([, [, , model]]) => !model.startsWith("@")),
)("on %s a key of one's own is refused (%s)", async (_, taker) => {
  const { seen, error } = await take(taker, { providerKey: "sk-own" })

  expect(error).toMatchObject({ code: "unsupported_option", message: expect.stringContaining("`providerKey`") })
  expect(JSON.stringify(error)).not.toContain("sk-own")
  expect(seen).toEqual([])
})

test.each([
  ["compat", "dynamic/support"],
  ["auto", "cloudflare/auto"],
  ["binding", "dynamic/support"],
] as const)("on %s a key for %s is refused, since Cloudflare chooses the provider", async (surface, model) => {
  const { seen, error } = await take([surface, "chat.completions.create", model], { providerKey: "sk-own" })

  expect(error).toMatchObject({ code: "unsupported_option", message: expect.stringContaining("`providerKey`") })
  expect(seen).toEqual([])
})

test.each([...takers["rest"]!, ...takers["run"]!].filter(([, , model]) => !model.startsWith("@")))(
  "on %s a function may have no key for %s of %s, and is refused where it has one",
  async (...taker) => {
    const none = await take(taker, { providerKey: () => undefined }, true)
    expect([none.error, none.seen.length]).toEqual([undefined, 1])

    const one = await take(taker, { providerKey: () => "sk-own" }, true)
    expect(one.error).toMatchObject({ code: "unsupported_option", message: expect.stringContaining("`providerKey`") })
    expect(one.seen).toEqual([])
  },
)

// It is the token for steps and compat; where Cloudflare's own token does, it is not needed.
test.each([
  ["rest", "chat.completions.create", "@cf/meta/llama-3.1-8b-instruct"],
  ["auto", "chat.completions.create", "@cf/meta/llama-3.1-8b-instruct"],
  ["compat", "embeddings.create", "@cf/baai/bge-m3"],
  ["compat", "responses.create", "@cf/openai/gpt-oss-120b"],
  ["compat", "run", "@cf/meta/llama-3.1-8b-instruct"],
  ["binding", "chat.completions.create", "@cf/meta/llama-3.1-8b-instruct"],
  ["binding", "run", "@cf/meta/llama-3.1-8b-instruct"],
] as const)("on %s a key for Workers AI is left out of %s of %s", async (...taker) => {
  const ofClient = await take(taker, { providerKey: { "workers-ai": "wai-token" } }, true)
  const ofCall = await take(taker, { providerKey: "wai-token" })

  expect([ofClient.error, ofCall.error]).toEqual([undefined, undefined])
  expect([ofClient.seen.length, ofCall.seen.length]).toEqual([1, 1])
  expect(JSON.stringify([ofClient.seen, ofCall.seen])).not.toContain("wai-token")
})
