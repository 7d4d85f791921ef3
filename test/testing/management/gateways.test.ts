import { expect, test } from "vitest"
import { createApi, refusal } from "./create-api.ts"

const required = {
  cache_invalidate_on_update: false,
  cache_ttl: 0,
  collect_logs: true,
  rate_limiting_interval: 0,
  rate_limiting_limit: 0,
}

test("a gateway is made of its required fields and has defaults for the rest", async () => {
  const { account, call } = createApi({})
  const answer = await call("POST", "/gateways", { id: "my-gateway", ...required })
  expect(answer).toEqual({
    status: 200,
    body: {
      success: true,
      errors: [],
      messages: [],
      result: {
        id: "my-gateway",
        account_tag: "acc",
        cache_invalidate_on_update: false,
        cache_ttl: 0,
        collect_logs: true,
        rate_limiting_interval: 0,
        rate_limiting_limit: 0,
        rate_limiting_technique: "fixed",
        authentication: true,
        byok_only: false,
        dlp: { enabled: false, policies: [] },
        guardrails: null,
        log_classification: null,
        log_management: null,
        log_management_strategy: null,
        logpush: false,
        logpush_public_key: null,
        otel: null,
        retry_max_attempts: null,
        retry_delay: null,
        retry_backoff: null,
        spend_limits: { enabled: false, rules: [] },
        store_id: null,
        stripe: null,
        wholesale: false,
        workers_ai_billing_mode: "postpaid",
        zdr: false,
        is_default: false,
        created_at: "2026-01-01T00:00:00.000Z",
        modified_at: "2026-01-01T00:00:00.000Z",
      },
    },
  })
  // No key is stored in a new gateway.
  expect(account.gateways.get("my-gateway")!.settings).toEqual({
    authentication: true,
    cacheTtl: 0,
    collectLogs: true,
    byok: {},
    byokOnly: false,
    zdr: false,
  })
})

const everything = {
  cache_invalidate_on_update: true,
  cache_ttl: 300,
  collect_logs: false,
  rate_limiting_interval: 60,
  rate_limiting_limit: 100,
  rate_limiting_technique: "sliding",
  authentication: false,
  byok_only: true,
  dlp: {
    enabled: true,
    policies: [{ id: "p1", enabled: false, action: "BLOCK", check: ["REQUEST"], profiles: ["email"] }],
  },
  guardrails: { prompt: { S1: "BLOCK" }, response: { P1: "FLAG" } },
  log_management: 1000,
  log_management_strategy: "DELETE_OLDEST",
  logpush: true,
  logpush_public_key: "public",
  otel: [{ url: "https://otel.example", headers: { key: "secret" }, authorization: "secret", content_type: "json" }],
  retry_max_attempts: 3,
  retry_delay: 500,
  retry_backoff: "exponential",
  spend_limits: {
    enabled: true,
    rules: [
      {
        id: "r1",
        enabled: true,
        limit: 5,
        limitType: "cost",
        window: 3600,
        technique: "sliding",
        model: { mode: "filter", values: ["gpt-5-mini"] },
        provider: { mode: "filter", values: ["openai"] },
        metadata: { team: { mode: "partition" }, plan: { mode: "filter", values: ["free", 1, true] } },
      },
    ],
  },
  store_id: "store",
  stripe: { authorization: "secret", usage_events: [] },
  workers_ai_billing_mode: "unified",
  zdr: true,
} as const

test("every field of a PUT reaches the gateway and comes back, but secrets", async () => {
  const { call, gateway } = createApi()
  const answer = await call("PUT", "/gateways/gw", everything)
  const { stripe: _, ...shown } = everything
  expect(answer.body.result).toMatchObject({
    ...shown,
    otel: [{ url: "https://otel.example", content_type: "json" }],
    stripe: null,
  })
  expect(JSON.stringify(answer.body)).not.toContain("secret")
  expect(await call("GET", "/gateways/gw")).toEqual(answer)
  expect(gateway.settings).toEqual({
    authentication: false,
    cacheTtl: 300,
    collectLogs: false,
    rateLimit: { limit: 100, interval: 60, technique: "sliding" },
    retries: { maxAttempts: 3, retryDelayMs: 500, backoff: "exponential" },
    zdr: true,
    byokOnly: true,
    guardrails: { prompt: { S1: "BLOCK" }, response: { P1: "FLAG" } },
    dlp: { policies: [{ id: "p1", enabled: false, action: "BLOCK", check: ["REQUEST"], profiles: ["email"] }] },
    spendLimits: [
      {
        id: "r1",
        enabled: true,
        limit: 5,
        window: 3600,
        technique: "sliding",
        model: { mode: "filter", values: ["gpt-5-mini"] },
        provider: { mode: "filter", values: ["openai"] },
        metadata: { team: { mode: "partition" }, plan: { mode: "filter", values: ["free", 1, true] } },
      },
    ],
  })
})

test("a PUT is no patch: what it leaves out is as in a new gateway", async () => {
  const { call, gateway } = createApi()
  await call("PUT", "/gateways/gw", everything)
  const { body } = await call("PUT", "/gateways/gw", { ...required, cache_ttl: null, rate_limiting_limit: null })
  expect(body.result).toMatchObject({
    authentication: true,
    byok_only: false,
    cache_ttl: 0,
    dlp: { enabled: false, policies: [] },
    guardrails: null,
    log_management: null,
    rate_limiting_limit: 0,
    retry_max_attempts: null,
    spend_limits: { enabled: false, rules: [] },
    zdr: false,
  })
  expect(gateway.settings).toEqual({
    authentication: true,
    cacheTtl: 0,
    collectLogs: true,
    byokOnly: false,
    guardrails: {},
    zdr: false,
  })
})

test("a PUT leaves what the management API has no words for", async () => {
  const words = { S1: ["knife"] }
  const profiles = { mine: { entry: "[0-9]{4}" } }
  const { call, gateway } = createApi({
    gw: {
      tokens: ["token"],
      logLag: 5,
      byok: { openai: { default: "key" } },
      unifiedBilling: true,
      guardrails: { words, service: "ok" },
      dlp: { policies: [], profiles },
    },
  })
  const dlp = { enabled: true, action: "FLAG", profiles: ["mine"] }
  await call("PUT", "/gateways/gw", { ...required, guardrails: { prompt: { S1: "FLAG" }, response: null }, dlp })
  expect(gateway.settings).toMatchObject({
    tokens: ["token"],
    logLag: 5,
    byok: { openai: { default: "key" } },
    unifiedBilling: true,
    guardrails: { prompt: { S1: "FLAG" }, words, service: "ok" },
    // The older form of `dlp`, without policies.
    dlp: {
      policies: [{ id: "default", action: "FLAG", check: ["REQUEST", "RESPONSE"], profiles: ["mine"] }],
      profiles,
    },
  })
  // Also when all rules go.
  const { body } = await call("PUT", "/gateways/gw", required)
  expect(body.result).toMatchObject({ guardrails: null, dlp: { enabled: false, policies: [] } })
  expect(gateway.settings.guardrails).toEqual({ words, service: "ok" })
  expect(gateway.settings.dlp).toEqual({ policies: [], profiles })
  const response = { prompt: null, response: { S1: "BLOCK" } }
  expect((await call("PUT", "/gateways/gw", { ...required, guardrails: response })).body.result.guardrails).toEqual({
    prompt: {},
    response: { S1: "BLOCK" },
  })
})

test("what is switched off is kept and does nothing", async () => {
  const { call, gateway } = createApi()
  const dlp = { enabled: false, policies: [] }
  const spend_limits = { enabled: false, rules: [{ limit: 5, limitType: "cost", window: 60 }] }
  const { body } = await call("PUT", "/gateways/gw", { ...required, dlp, spend_limits })
  expect(body.result).toMatchObject({ dlp, spend_limits })
  expect(gateway.settings.dlp).toBeUndefined()
  expect(gateway.settings.spendLimits).toBeUndefined()
})

test("a change with cache_invalidate_on_update empties the cache, another does not", async () => {
  const { call, cleared } = createApi()
  await call("PUT", "/gateways/gw", required)
  expect(cleared).toEqual([])
  await call("PUT", "/gateways/gw", { ...required, cache_invalidate_on_update: true })
  expect(cleared).toEqual(["gw"])
})

test("a change is dated", async () => {
  const { call, clock } = createApi()
  clock.advance(1000)
  expect((await call("PUT", "/gateways/gw", required)).body.result).toMatchObject({
    created_at: "2026-01-01T00:00:00.000Z",
    modified_at: "2026-01-01T00:00:01.000Z",
  })
})

test("a gateway of the configuration is spelled as the management API has it", async () => {
  const { call } = createApi(
    {
      default: {
        authentication: false,
        rateLimit: { limit: 5, interval: 60 },
        spendLimits: [{ limit: 1, window: 60 }],
        dlp: { policies: [{ id: "p", action: "FLAG", check: ["REQUEST"], profiles: ["email"] }] },
        guardrails: { prompt: { S1: "FLAG" } },
      },
    },
    { credits: 10 },
  )
  expect((await call("GET", "/gateways/default")).body.result).toMatchObject({
    id: "default",
    is_default: true,
    authentication: false,
    cache_ttl: 0,
    collect_logs: true,
    rate_limiting_limit: 5,
    rate_limiting_interval: 60,
    rate_limiting_technique: "fixed",
    spend_limits: { enabled: true, rules: [{ limit: 1, window: 60, limitType: "cost" }] },
    dlp: {
      enabled: true,
      policies: [{ id: "p", enabled: true, action: "FLAG", check: ["REQUEST"], profiles: ["email"] }],
    },
    guardrails: { prompt: { S1: "FLAG" }, response: {} },
    wholesale: true,
  })
})

test("gateways are listed in pages and found by a part of their id", async () => {
  const { call } = createApi({ "app-one": {}, "app-two": {}, other: {} })
  const ids = async (query: string) => {
    const { body } = await call("GET", `/gateways${query}`)
    return [body.result.map(({ id }: { id: string }) => id), body.result_info]
  }
  expect(await ids("")).toEqual([["app-one", "app-two", "other"], { page: 1, per_page: 20, count: 3, total_count: 3 }])
  expect(await ids("?search=app")).toEqual([
    ["app-one", "app-two"],
    { page: 1, per_page: 20, count: 2, total_count: 2 },
  ])
  expect(await ids("?per_page=2&page=2")).toEqual([["other"], { page: 2, per_page: 2, count: 1, total_count: 3 }])
})

test.each([
  ["page", "0", "must be a whole number from 1"],
  ["per_page", "101", "must be a whole number from 1 to 100"],
])("a list with %s=%s is refused", async (name, value, message) => {
  expect(await createApi().call("GET", `/gateways?${name}=${value}`)).toEqual(
    refusal(400, 7001, message, ["query", name]),
  )
})

test("a deleted gateway is told a last time and gone", async () => {
  const { account, call } = createApi()
  expect((await call("DELETE", "/gateways/gw")).body.result).toMatchObject({ id: "gw" })
  expect(account.gateways.size).toBe(0)
  expect((await call("GET", "/gateways/gw")).status).toBe(404)
})

test("a gateway that is there already is a conflict", async () => {
  const { call } = createApi()
  expect(await call("POST", "/gateways", { id: "gw", ...required })).toEqual(
    refusal(409, 7005, "Gateway already exists"),
  )
})

test.each([
  "cache_invalidate_on_update",
  "cache_ttl",
  "collect_logs",
  "rate_limiting_interval",
  "rate_limiting_limit",
] as const)("%s is required on create and on every PUT", async (field) => {
  const { call } = createApi()
  const { [field]: _, ...rest } = required
  for (const answer of [
    await call("POST", "/gateways", { id: "new", ...rest }),
    await call("PUT", "/gateways/gw", rest),
  ]) {
    expect(answer.status).toBe(400)
    expect(answer.body.errors).toEqual([
      { code: 7001, message: expect.stringContaining("must be"), path: ["body", field] },
    ])
  }
})

test.each([
  [{ cache_ttl: "300" }, "cache_ttl", "must be a number"],
  [{ cache_ttl: -1 }, "cache_ttl", "must be 0 or more"],
  [{ cache_ttl: 2_592_001 }, "cache_ttl", "must be seconds, 0 to 2592000 (30 days)"],
  [{ collect_logs: "true" }, "collect_logs", "must be true or false"],
  [{ rate_limiting_technique: "leaky" }, "rate_limiting_technique", "must be fixed or sliding"],
  [{ rate_limiting_limit: 1.5, rate_limiting_interval: 60 }, "rate_limiting_limit", "must be a number of requests"],
  [{ retry_max_attempts: 6 }, "retry_max_attempts", "must be 1 to 5"],
  [{ retry_delay: 60_001 }, "retry_delay", "must be 60000 or less"],
  [{ retry_backoff: "random" }, "retry_backoff", "must be constant or linear or exponential"],
  [{ guardrails: { prompt: { S99: "BLOCK" } } }, "guardrails.prompt.S99", "is no category: they are S1 to S13 and P1"],
  [{ guardrails: { prompt: { S1: "STOP" } } }, "guardrails.prompt.S1", "must be FLAG or BLOCK"],
  [
    { dlp: { enabled: true } },
    "dlp",
    "must be { enabled, policies: [{ id, enabled, action, check, profiles }] } or { enabled, action, profiles }",
  ],
  [{ otel: [{}] }, "otel.0.url", "must be a text"],
  [
    { spend_limits: { enabled: true, rules: [{ limit: 1, limitType: "count", window: 1 }] } },
    "spend_limits.rules.0.limitType",
    "must be cost",
  ],
  [
    {
      spend_limits: {
        enabled: true,
        rules: Array.from({ length: 21 }, () => ({ limit: 1, limitType: "cost", window: 1 })),
      },
    },
    "spend_limits.rules",
    "must be 20 rules or fewer",
  ],
  [
    { spend_limits: { enabled: true, rules: [{ limit: 1, limitType: "cost", window: 0 }] } },
    "spend_limits.0.window",
    "must be seconds, more than 0",
  ],
  [
    { spend_limits: { enabled: true, rules: [{ limit: 1, limitType: "cost", window: 1, metadata: { team: {} } }] } },
    "spend_limits.rules.0.metadata.team",
    `must be { mode: "partition" } or { mode: "filter", values }`,
  ],
])("a gateway with %j is refused under the field's name", async (fields, path, message) => {
  const { call, gateway } = createApi()
  const before = gateway.settings
  const answer = await call("PUT", "/gateways/gw", { ...required, ...fields })
  expect(answer.status).toBe(400)
  expect(answer.body.errors.map((error: { path: string[] }) => ({ ...error, path: error.path.join(".") }))).toEqual([
    { code: 7001, message, path: `body.${path}` },
  ])
  expect(gateway.settings).toBe(before)
})

test.each(["", "x".repeat(65), "a/b", "two words", "50%"])("a gateway cannot be called %j", async (id) => {
  expect(await createApi().call("POST", "/gateways", { id, ...required })).toEqual(
    refusal(400, 7001, "must be 1 to 64 characters that a URL can hold", ["body", "id"]),
  )
})

test("a gateway cannot be called by a placeholder", async () => {
  const { body } = await createApi().call("POST", "/gateways", { id: "your-gateway", ...required })
  expect(body.errors).toEqual([{ code: 7001, message: expect.stringContaining("placeholder"), path: ["body", "id"] }])
})

test.each([
  ["{", "The body must be JSON"],
  ["[]", "must be an object"],
])("the body %s is refused", async (body, message) => {
  expect(await createApi().call("PUT", "/gateways/gw", body)).toEqual(refusal(400, 7001, message, ["body"]))
})

test("the URL of a provider is Cloudflare's, or that of the port that was asked", async () => {
  const { app, call } = createApi()
  expect((await call("GET", "/gateways/gw/url/openai")).body.result).toBe(
    "https://gateway.ai.cloudflare.com/v1/acc/gw/openai",
  )
  const path = "/client/v4/accounts/acc/ai-gateway/gateways/gw/url/openai"
  const response = await app.request(`http://127.0.0.1:8787${path}`, { headers: { authorization: "Bearer read" } })
  expect(((await response.json()) as { result: string }).result).toBe("http://127.0.0.1:8787/v1/acc/gw/openai")
})
