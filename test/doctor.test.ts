import { afterEach, expect, test, vi } from "vitest"
import { createGatewayClient, type GatewayClientOptions } from "../src/index.ts"
import { doctor, type DoctorStep } from "../src/doctor.ts"
import { errorReplies } from "../src/testing/error-replies.ts"
import { createLocalGateway } from "../src/testing/index.ts"
import { createErrorResponse } from "./support/create-error-response.ts"
import { chunk, completion, identity, rejection, startServer } from "./support/server.ts"

const prompt = "Answer with the one word: ok"

interface Asked {
  readonly headers: Headers
  readonly body: { readonly model: string; readonly max_tokens?: number; readonly max_completion_tokens?: number }
  readonly isStream: boolean
  /** Whether Unified Billing is ruled out. */
  readonly isUnbilled: boolean
}

type Rule = (asked: Asked) => Response | undefined

const marks = { "cf-aig-log-id": "01JADMCQQQBWH3NXZ5GCRN98DP", "cf-aig-event-id": "evt-1" }

const refuse = (code: keyof typeof errorReplies) => createErrorResponse(errorReplies[code]!, marks)
const always = (code: keyof typeof errorReplies) => () => refuse(code)
const forStreams =
  (body: BodyInit, type = "text/event-stream"): Rule =>
  ({ isStream }) =>
    isStream ? new Response(body, { headers: { ...marks, "content-type": type } }) : undefined

const whole = JSON.stringify(completion("ok"))
const streamed = `${chunk("ok")}${chunk("", "length")}data: [DONE]\n\n`

/** A fetch that answers as an authenticated gateway with a stored key does, save where the rules say otherwise. */
function gatewayWith({ rule, door = guarded }: { rule?: Rule; door?: Rule } = {}) {
  const asked: Asked[] = []
  const kept = new Set<string>()
  const fetch = async (_url: string, init: RequestInit): Promise<Response> => {
    const headers = new Headers(init.headers)
    const body = JSON.parse(String(init.body))
    const request = {
      headers,
      body,
      isStream: body.stream === true,
      isUnbilled: headers.get("cf-aig-no-wholesale") === "true",
    }
    asked.push(request)
    const refusal = door(request) ?? rule?.(request)
    if (refusal) return refusal
    if (request.isStream) return forStreams(streamed)(request)!
    const key = headers.get("cf-aig-cache-key")!
    const status = kept.has(key) && headers.get("cf-aig-skip-cache") !== "true" ? "HIT" : "MISS"
    kept.add(key)
    return new Response(whole, {
      headers: { ...marks, "content-type": "application/json", "cf-aig-cache-status": status },
    })
  }
  return { fetch, asked }
}

const guarded: Rule = ({ headers }) =>
  headers.get("cf-aig-authorization") === "Bearer test-token-1" ? undefined : refuse("unauthorized")
const unguarded: Rule = () => undefined

/** What is to be mended, and nothing that a reader must not see. */
function fixes(steps: readonly DoctorStep[]): object {
  const told = JSON.stringify(steps)
  for (const secret of ["test-token-1", "wrong-token", "sk-mistaken", prompt]) expect(told).not.toContain(secret)
  return Object.fromEntries(steps.flatMap(({ name, fix }) => (fix === undefined ? [] : [[name, fix]])))
}

function verdicts(steps: readonly DoctorStep[]): string {
  return steps.map(({ name, ok, skipped }) => `${skipped ? "-" : ok ? "✔" : "✖"} ${name}`).join(" ")
}

async function examine(
  { rule, door }: { rule?: Rule; door?: Rule },
  options: GatewayClientOptions = {},
  model?: string,
): Promise<DoctorStep[]> {
  const { fetch } = gatewayWith({ ...(rule && { rule }), ...(door && { door }) })
  return doctor(createGatewayClient({ ...identity, fetch, ...options }), { model })
}

afterEach(() => {
  vi.unstubAllEnvs()
})

test("a healthy set-up passes every check, with four requests", async () => {
  const { fetch, asked } = gatewayWith()
  const steps = await doctor(createGatewayClient({ ...identity, fetch }))

  expect(steps).toEqual([
    {
      name: "configuration",
      ok: true,
      detail:
        "https://gateway.ai.cloudflare.com/v1/0123456789abcdef0123456789abcdef/my-gateway/compat/chat/completions",
    },
    { name: "host", ok: true, detail: "gateway.ai.cloudflare.com answers" },
    { name: "gateway", ok: true, detail: "exists" },
    { name: "authentication", ok: true, detail: "on" },
    { name: "token", ok: true, detail: "accepted" },
    { name: "credential", ok: true, detail: "the key stored for anthropic" },
    { name: "model", ok: true, detail: "anthropic/claude-sonnet-4-5 answers" },
    { name: "stream", ok: true, detail: "flows to its end" },
    { name: "cache", ok: true, detail: "MISS, then HIT" },
  ])
  expect(asked).toHaveLength(4)
  expect(asked.map(({ body }) => body.max_tokens)).toEqual([1, 1, 1, 1])
  expect(asked.map(({ headers }) => headers.get("cf-aig-collect-log"))).toEqual([null, null, null, null])
})

test("a client's own skipCache does not hide the cache", async () => {
  const steps = await examine({}, { gateway: { id: "my-gateway", skipCache: true } })
  expect(steps.at(-1)).toEqual({ name: "cache", ok: true, detail: "MISS, then HIT" })
})

test("who pays is told: a key sent along, Unified Billing, Workers AI, the keys of a route", async () => {
  const credential = async (...given: Parameters<typeof examine>) =>
    (await examine(...given)).find(({ name }) => name === "credential")?.detail
  const noStoredKey: Rule = ({ isUnbilled }) => (isUnbilled ? refuse("credential_missing") : undefined)
  const unnumbered: Rule = ({ isUnbilled }) =>
    isUnbilled
      ? Response.json({ name: "AiGatewayError", error: [{ message: "Own keys wanted" }] }, { status: 400 })
      : undefined

  expect(await credential({}, { providerKey: { anthropic: "sk-own-key-1" } })).toBe("the key sent along")
  expect(await credential({ rule: noStoredKey })).toBe("Unified Billing")
  expect(await credential({ rule: unnumbered })).toBe("Unified Billing")
  expect(await credential({}, {}, "workers-ai/@cf/meta/llama-3.3-70b-instruct-fp8-fast")).toBe(
    "Workers AI on this account",
  )
  expect(await credential({}, {}, "@cf/meta/llama-3.3-70b-instruct-fp8-fast")).toBe("Workers AI on this account")
  const billed = JSON.stringify({ ...completion("ok"), gatewayMetadata: { keySource: "Unified" } })
  const json = { headers: { ...marks, "content-type": "application/json" } }
  expect(await credential({ rule: ({ isStream }) => (isStream ? undefined : new Response(billed, json)) })).toBe(
    "Unified Billing",
  )
  expect(await credential({}, {}, "dynamic/support")).toBe("the keys stored for the route")
})

test("a reasoning model that refuses max_tokens is asked by max_completion_tokens", async () => {
  const message = "Unsupported parameter: 'max_tokens' is not supported with this model."
  const { fetch, asked } = gatewayWith({
    rule: ({ body }) =>
      body.max_tokens
        ? Response.json({ error: { message, code: "unsupported_parameter" } }, { status: 400 })
        : undefined,
  })
  const steps = await doctor(createGatewayClient({ ...identity, fetch }), { model: "openai/gpt-5-mini" })

  expect(fixes(steps)).toEqual({})
  expect(asked.map(({ body }) => body.max_tokens ?? body.max_completion_tokens)).toEqual([1, 64, 64, 64, 64])
})

const healthyUpTo = {
  configuration: "✖ configuration - host - gateway - authentication - token - credential - model - stream - cache",
  host: "✔ configuration ✖ host - gateway - authentication - token - credential - model - stream - cache",
  gateway: "✔ configuration ✔ host ✖ gateway - authentication - token - credential - model - stream - cache",
  token: "✔ configuration ✔ host ✔ gateway ✔ authentication ✖ token - credential - model - stream - cache",
  credential: "✔ configuration ✔ host ✔ gateway ✔ authentication ✔ token ✖ credential - model - stream - cache",
  model: "✔ configuration ✔ host ✔ gateway ✔ authentication ✔ token ✔ credential ✖ model - stream - cache",
  unknownCredential: "✔ configuration ✔ host ✔ gateway ✔ authentication ✔ token - credential ✖ model - stream - cache",
}

test("no variables: the fix names them", async () => {
  vi.stubEnv("CLOUDFLARE_API_TOKEN", "")
  const steps = await doctor(createGatewayClient())
  expect(verdicts(steps)).toBe(healthyUpTo.configuration)
  expect(fixes(steps)).toEqual({
    configuration: "Set CF_ACCOUNT_ID, GATEWAY_NAME, CF_AIG_TOKEN, or give `accountId`, `gateway`, `token`",
  })
})

test("only CLOUDFLARE_API_TOKEN set: the fix says that calls do not use it", async () => {
  vi.stubEnv("CF_ACCOUNT_ID", identity.accountId)
  vi.stubEnv("GATEWAY_NAME", "my-gateway")
  vi.stubEnv("CLOUDFLARE_API_TOKEN", "test-token-1")
  const steps = await doctor(createGatewayClient())
  expect(verdicts(steps)).toBe(healthyUpTo.configuration)
  expect(fixes(steps)).toEqual({
    configuration:
      "Set CF_AIG_TOKEN, or give `token`: CLOUDFLARE_API_TOKEN, which is set, serves the logs alone; the same token will do here if it has AI Gateway Run",
  })
})

test("a token function that gives nothing: the fix says which option", async () => {
  const steps = await examine({}, { token: () => undefined })
  expect(verdicts(steps)).toBe(healthyUpTo.configuration)
  expect(fixes(steps)).toEqual({ configuration: "`token` is a function that gave nothing" })
})

test("the Cloudflare token as the key of a provider: the fix is to leave it out", async () => {
  const steps = await examine({}, { providerKey: () => "test-token-1" })
  expect(verdicts(steps)).toBe(healthyUpTo.configuration)
  expect(fixes(steps)).toEqual({
    configuration: "`providerKey` is the Cloudflare token, which only workers-ai takes as a key: leave it out",
  })
})

test("a wrong host: the fix names it and where it is set", async () => {
  await using server = await startServer(() => {})
  const { options } = server
  await server[Symbol.asyncDispose]()
  const steps = await doctor(createGatewayClient(options))
  const host = options.baseURL.slice("http://".length)
  expect(verdicts(steps)).toBe(healthyUpTo.host)
  expect(fixes(steps)).toEqual({
    host: `Check the network, and that ${host} is right: it is \`baseURL\` (CF_AIG_BASE_URL)`,
  })
  expect(steps[1]?.detail).toBe("The gateway could not be reached ECONNREFUSED")
})

test("a host that never answers: the fix names the network and the model", async () => {
  const steps = await examine({}, { fetch: () => new Promise(() => {}), timeout: 5 })
  expect(verdicts(steps)).toBe(healthyUpTo.host)
  expect(fixes(steps)).toEqual({
    host: "Check the network, any proxy and that the model is up: gateway.ai.cloudflare.com did not answer in time",
  })
})

test.each<[answer: string, what: string, response: () => Response]>([
  ["an HTML page under 200", "an HTML page", () => page("<!doctype html><title>Welcome</title>", 200)],
  ["an HTML page under 404", "an HTML page", () => page("<html><title>Not Found</title></html>", 404)],
  ["an HTML page under 502", "an HTML page", () => page("<html><title>Bad Gateway</title></html>", 502)],
  ["the edge's own text", "plain text", () => new Response("error code: 1010", { status: 403 })],
  ["another service's JSON", "something of its own", () => Response.json({ hello: "world" })],
  ["another service's 404", "something of its own", () => Response.json({ detail: "Not Found" }, { status: 404 })],
])("a host that answers %s is no gateway", async (_, what, response) => {
  const steps = await examine({ door: response })
  expect(verdicts(steps)).toBe(healthyUpTo.host)
  expect(fixes(steps)).toEqual({
    host: `Check \`baseURL\` (CF_AIG_BASE_URL) and what stands before the gateway, such as a proxy or Cloudflare Access: gateway.ai.cloudflare.com answers with ${what}`,
  })
})

test.each<[answer: string, body: unknown, status: number]>([
  ["OpenAI's refusal", { error: { message: "Incorrect API key", type: "x", code: "invalid_api_key" } }, 401],
  ["another gateway's refusal", { message: "No auth" }, 401],
  ["a proxy's refusal", { error: "Access denied" }, 403],
  ["a list of errors that is not Cloudflare's", { errors: [{ message: "Who are you?" }] }, 401],
  [
    "Ollama's refusal",
    { error: { message: 'model "claude" not found, try pulling it first', type: "api_error" } },
    404,
  ],
  ["a balancer's failure", { message: "no healthy upstream" }, 503],
  ["an answer of the same API", completion("ok"), 200],
])("a host that gives %s, without a header of the gateway's, is none", async (_, body, status) => {
  const steps = await examine({ door: () => Response.json(body, { status }) })
  expect(verdicts(steps)).toBe(healthyUpTo.host)
  expect(steps[1]).toEqual({
    name: "host",
    ok: false,
    detail: "gateway.ai.cloudflare.com answers, but is no AI Gateway (no cf-aig-* headers)",
    fix: "Check `baseURL` (CF_AIG_BASE_URL), and that a proxy before the gateway passes cf-aig-* headers on",
  })
})

test.each<[body: string, answer: object, verdict: "token" | "gateway"]>([
  ["the gateway's words", { name: "AiGatewayError", error: [{ code: 2009, message: "Unauthorized" }] }, "token"],
  ["the API's envelope", { success: false, errors: [{ code: 7003, message: "Could not route" }] }, "gateway"],
])("%s without a header of the gateway's are Cloudflare's all the same", async (_, answer, step) => {
  const status = step === "token" ? 401 : 404
  expect(verdicts(await examine({ door: () => Response.json(answer, { status }) }))).toBe(healthyUpTo[step])
})

test("a refusal without a mark for those without a token leaves authentication untold", async () => {
  const door: Rule = ({ headers }) =>
    headers.has("cf-aig-authorization") ? undefined : Response.json({ message: "No auth" }, { status: 401 })
  expect((await examine({ door }))[3]).toEqual({ name: "authentication", ok: false, skipped: true })
})

test("code 10000 for a model that is not of Workers AI: the token is refused", async () => {
  const refused = { success: false, errors: [{ code: 10000, message: "Authentication error" }] }
  const steps = await examine({ door: () => Response.json(refused, { status: 401, headers: marks }) })
  expect(verdicts(steps)).toBe(healthyUpTo.token)
  expect(fixes(steps)).toEqual({
    token: "Make a token with AI Gateway Run on this account and set it as CF_AIG_TOKEN (`token`): this one is refused",
  })
})

test.each([
  ["dynamic/support", "provider_rejected", 'Create the dynamic route "support", or deploy it'],
  ["custom-shop/gpt", "provider_rejected", "Create the custom provider shop"],
  ["dynamic/support", "model_rejected", 'Create the dynamic route "support", or deploy it'],
] as const)("%s that leads nowhere, as %s: the fix is to create it", async (model, code, fix) => {
  expect(fixes(await examine({ rule: always(code) }, {}, model))).toEqual({ model: fix })
})

test("what a server echoes in its headers is not told", async () => {
  const echo = { ...marks, "cf-aig-cache-status": "test-token-1", "cf-aig-model": "test-token-1" }
  const steps = await examine({
    rule: ({ isStream }) =>
      isStream ? undefined : new Response(whole, { headers: { ...echo, "content-type": "application/json" } }),
  })
  fixes(steps)
  expect([steps[6]?.detail, steps[8]?.detail]).toEqual([
    "anthropic/claude-sonnet-4-5 answers",
    "another word, then another word",
  ])
})

test("a base URL that names no gateway: the fix says how it must end", async () => {
  const steps = await examine({ door: always("not_found") }, { baseURL: "https://ai.example.com/v1" })
  expect(fixes(steps)).toEqual({
    gateway:
      "Check `baseURL` (CF_AIG_BASE_URL): it must end in /v1/{account}/{gateway}, unless it is a domain of the gateway's own",
  })
})

test("a base URL of the environment that names a missing gateway is what the fix names", async () => {
  vi.stubEnv("CF_AIG_BASE_URL", `https://gateway.ai.cloudflare.com/v1/${identity.accountId}/staging/`)
  vi.stubEnv("GATEWAY_NAME", "production")
  const door = always("gateway_not_found")
  const given = { accountId: undefined, gateway: undefined }
  expect(fixes(await examine({ door }, given))).toEqual({
    gateway: `Create gateway "staging" in account ${identity.accountId}, or check CF_AIG_BASE_URL, which names both`,
  })
  expect(fixes(await examine({ door: always("not_found") }, given))).toEqual({
    gateway: `Check CF_AIG_BASE_URL, which names both: there is no gateway "staging" in account ${identity.accountId} here`,
  })
})

test("a redirect: the fix is the final address", async () => {
  const steps = await examine({ door: always("redirected") })
  expect(verdicts(steps)).toBe(healthyUpTo.host)
  expect(fixes(steps)).toEqual({ host: "Give the final address as `baseURL`" })
})

test("a missing gateway: the fix is to create it", async () => {
  const steps = await examine({ door: always("gateway_not_found") }, { gateway: "staging" })
  expect(verdicts(steps)).toBe(healthyUpTo.gateway)
  expect(fixes(steps)).toEqual({
    gateway:
      'Create gateway "staging" in account 0123456789abcdef0123456789abcdef, or check `accountId` (CF_ACCOUNT_ID) and `gateway` (GATEWAY_NAME)',
  })
})

test("a missing gateway behind a domain of one's own: the fix names the settings", async () => {
  const steps = await examine({ door: always("gateway_not_found") }, { baseURL: "https://ai.example.com" })
  expect(fixes(steps)).toEqual({
    gateway: "Create the gateway, or check `accountId` (CF_ACCOUNT_ID) and `gateway` (GATEWAY_NAME)",
  })
})

test("a gateway of another account: the fix names both ids", async () => {
  const accountId = "ffffffffffffffffffffffffffffffff"
  const steps = await examine({ door: always("not_found") }, { accountId })
  expect(verdicts(steps)).toBe(healthyUpTo.gateway)
  expect(fixes(steps)).toEqual({
    gateway: `Check \`accountId\` (CF_ACCOUNT_ID) and \`gateway\` (GATEWAY_NAME): there is no gateway "my-gateway" in account ${accountId} here`,
  })
})

test("no token: the fix is to set one", async () => {
  const steps = await examine({}, { token: null })
  expect(verdicts(steps)).toBe(healthyUpTo.token)
  expect(fixes(steps)).toEqual({
    token: "Set CF_AIG_TOKEN (`token`) to a Cloudflare token with AI Gateway Run: none was sent",
  })
})

test("a wrong token: the fix is one with AI Gateway Run", async () => {
  const steps = await examine({}, { token: "wrong-token" })
  expect(verdicts(steps)).toBe(healthyUpTo.token)
  expect(fixes(steps)).toEqual({
    token: "Make a token with AI Gateway Run on this account and set it as CF_AIG_TOKEN (`token`): this one is refused",
  })
})

test("a token in providerKey by mistake: the fix is its own place", async () => {
  const options = { token: undefined, providerKey: { anthropic: "sk-mistaken" } }
  expect(fixes(await examine({}, options))).toEqual({
    token:
      "Set CF_AIG_TOKEN (`token`) to a Cloudflare token with AI Gateway Run: none was sent; `providerKey` is for the provider's own key alone",
  })
  expect(fixes(await examine({ door: unguarded, rule: always("provider_unauthorized") }, options))).toEqual({
    authentication: "Switch authentication on in the gateway's settings",
    credential:
      "Check `providerKey`, which anthropic refuses, or leave it out to use the stored key. If it is Cloudflare's token, give it as `token` (CF_AIG_TOKEN)",
  })
})

test("authentication off is told as advice, and the token is not looked at", async () => {
  const steps = await examine({ door: unguarded })
  expect(verdicts(steps)).toBe(
    "✔ configuration ✔ host ✔ gateway ✔ authentication ✔ token ✔ credential ✔ model ✔ stream ✔ cache",
  )
  expect(steps[3]).toEqual({
    name: "authentication",
    ok: true,
    detail: "off: whoever knows the URL can call, and spend",
    fix: "Switch authentication on in the gateway's settings",
  })
  expect(steps[4]).toEqual({ name: "token", ok: true, detail: "not looked at: authentication is off" })
})

test("authentication off without a token is told too", async () => {
  const steps = await examine({ door: unguarded }, { token: null })
  expect(fixes(steps)).toEqual({ authentication: "Switch authentication on in the gateway's settings" })
  expect(steps[4]).toEqual({ name: "token", ok: true, detail: "none is sent, and none is asked for" })
})

test("a door that answers oddly to a call without a token leaves authentication untold", async () => {
  const odd: Rule = ({ headers }) => (headers.has("cf-aig-authorization") ? undefined : refuse("overloaded"))
  const steps = await examine({ door: odd })
  expect(verdicts(steps)).toBe(
    "✔ configuration ✔ host ✔ gateway - authentication ✔ token ✔ credential ✔ model ✔ stream ✔ cache",
  )
})

test.each(["credential_missing", "byok_required", "insufficient_credits"] as const)(
  "authentication off and %s: the fix is to switch it on",
  async (code) => {
    const steps = await examine({ door: unguarded, rule: always(code) })
    expect(fixes(steps)).toEqual({
      authentication: "Switch authentication on in the gateway's settings",
      credential: "Switch authentication on: stored keys and Unified Billing need it. Or give `providerKey`",
    })
  },
)

test.each<[setUp: string, rule: Rule, fix: string, options?: GatewayClientOptions, model?: string]>([
  [
    "no stored key and no credits",
    ({ isUnbilled }) => refuse(isUnbilled ? "credential_missing" : "insufficient_credits"),
    "Top up the credits, or store a key for anthropic as default on the gateway",
  ],
  [
    "no stored key on a gateway that takes no Unified Billing",
    always("credential_missing"),
    "Store a key for anthropic as default on the gateway, or give `providerKey`",
  ],
  [
    "no stored key and a client that takes no Unified Billing",
    ({ isUnbilled }) => (isUnbilled ? refuse("credential_missing") : undefined),
    "Store a key for anthropic as default on the gateway, give `providerKey`, or take `noWholesale` off",
    { gateway: { id: "my-gateway", noWholesale: true } },
  ],
  [
    "a model that Cloudflare cannot bill",
    ({ isUnbilled }) => refuse(isUnbilled ? "credential_missing" : "byok_required"),
    "Store a key for anthropic on the gateway: Cloudflare cannot bill this model",
  ],
  [
    "a stored key that the provider refuses",
    always("provider_unauthorized"),
    "Store a new key for anthropic as default on the gateway: the provider refuses the stored one",
  ],
  [
    "a key sent along that the provider refuses",
    always("provider_unauthorized"),
    "Check `providerKey`, which anthropic refuses, or leave it out to use the stored key",
    { providerKey: { anthropic: "sk-mistaken" } },
  ],
  [
    "Workers AI without a token of its own",
    () =>
      Response.json(
        { success: false, errors: [{ code: 10000, message: "Authentication error" }] },
        { status: 401, headers: marks },
      ),
    'Give `providerKey: { "workers-ai": token }` with a token that has Workers AI Read',
    {},
    "@cf/meta/llama-3.3-70b-instruct-fp8-fast",
  ],
  [
    "an alias without a key",
    always("byok_alias_unknown"),
    "Store a key under this alias, or use one the message lists",
  ],
  ["a provider's account without money", always("insufficient_quota"), "Check billing of the provider's account"],
  ["a payment asked for", always("payment_required"), "Pay as the header PAYMENT-REQUIRED says"],
  ["a key that may not do this", always("forbidden"), "The key, account or region may not do this"],
])("%s: the step credential names the fix", async (_, rule, fix, options, model) => {
  const steps = await examine({ rule }, options, model)
  expect(verdicts(steps)).toBe(healthyUpTo.credential)
  expect(fixes(steps)).toEqual({ credential: fix })
})

test("the list of aliases is told, and the key that a provider quotes is not", async () => {
  const alias = await examine({ rule: always("byok_alias_unknown") })
  expect(alias[5]?.detail).toBe(
    "Provider has no BYOK credential named 'local'. Configured aliases: default (HTTP 400, Cloudflare code 2040)",
  )
  const quoted = Response.json(
    { error: { message: "Bad key sk-mistaken", code: "invalid_api_key" } },
    { status: 401, headers: marks },
  )
  const refused = await examine({ rule: () => quoted.clone() })
  expect(refused[5]?.detail).toBe("HTTP 401")
})

test.each<[setUp: string, rule: Rule, verdict: string, fix: string, model?: string]>([
  [
    "a model without its provider",
    always("invalid_params"),
    healthyUpTo.unknownCredential,
    "`model` names no provider: write openai/gpt-5-mini",
    "gpt-5-mini",
  ],
  [
    "an unknown provider",
    always("provider_rejected"),
    healthyUpTo.unknownCredential,
    "Did you mean openai/…? Check `model` before the first slash",
    "opnai/gpt-5-mini",
  ],
  [
    "a model unknown to the provider",
    always("model_rejected"),
    healthyUpTo.model,
    "Check the model, dots and dashes too, and what the key may use",
  ],
  ["a provider that is down", always("overloaded"), healthyUpTo.model, "Try again, more slowly"],
  [
    "an upstream that fails",
    always("upstream_failed"),
    healthyUpTo.unknownCredential,
    "Try again, then check `model` and the stored key",
  ],
  [
    "the gateway's rate limit",
    always("rate_limited"),
    healthyUpTo.unknownCredential,
    "Wait for the window of the gateway's rate limit, or raise it in the gateway's settings",
  ],
  [
    "Unified Billing's rate limit",
    ({ isUnbilled }) =>
      isUnbilled
        ? refuse("credential_missing")
        : createErrorResponse(
            {
              status: 402,
              body: {
                success: false,
                name: "AiGatewayError",
                error: [{ code: 2021, message: "Wholesale rate limit exceeded for this gateway" }],
              },
            },
            marks,
          ),
    healthyUpTo.unknownCredential,
    "Wait a minute: Unified Billing takes 200 requests a minute. A stored provider key has no such limit",
  ],
  [
    "a provider's rate limit with a time",
    () =>
      Response.json(
        { error: { message: "Slow down", code: "rate_limit_exceeded" } },
        { status: 429, headers: { ...marks, "retry-after": "7" } },
      ),
    healthyUpTo.model,
    "Try again in 7 s",
  ],
  [
    "a provider's rate limit without a time",
    () =>
      Response.json({ error: { message: "Slow down", code: "rate_limit_exceeded" } }, { status: 429, headers: marks }),
    healthyUpTo.model,
    "Try again, more slowly",
  ],
  [
    "a spend limit",
    always("spend_limit"),
    healthyUpTo.unknownCredential,
    "Wait, raise the limit, or take a cheaper model",
  ],
  [
    "guardrails that block the prompt",
    always("guardrail_prompt_blocked"),
    healthyUpTo.unknownCredential,
    "Guardrails block the prompt",
  ],
  ["data loss prevention", always("dlp_blocked"), healthyUpTo.unknownCredential, "`gateway.dlp` tells what was found"],
  ["a policy", always("policy_denied"), healthyUpTo.unknownCredential, "A policy or content filter refuses this"],
  [
    "a provider's own 404",
    () => Response.json({ error: { message: "No such thing", code: null } }, { status: 404, headers: marks }),
    healthyUpTo.model,
    "Check `model`: the provider finds nothing there",
  ],
  [
    "a reply that is no completion",
    () => Response.json({ hello: "world" }, { headers: marks }),
    healthyUpTo.model,
    '`body` holds it; `validate: { response: "warn" }` lets it pass',
  ],
])("%s: the step model names the fix", async (_, rule, verdict, fix, model) => {
  const steps = await examine({ rule }, {}, model)
  expect(fixes(steps)).toEqual({ model: fix })
  expect(verdicts(steps)).toBe(verdict)
})

test("a limit that stands before the door leaves authentication and token untold", async () => {
  const steps = await examine({ door: always("rate_limited") })
  expect(verdicts(steps)).toBe(
    "✔ configuration ✔ host ✔ gateway - authentication - token - credential ✖ model - stream - cache",
  )
})

test.each<[setUp: string, rule: Rule, fix: string]>([
  [
    "a stream that is cut",
    forStreams(chunk("o")),
    "Look for a proxy or time limit between you and the model that cuts streams, then try again",
  ],
  [
    "an error within the stream",
    forStreams('data: {"error":{"message":"Overloaded","type":"overloaded_error"}}\n\n'),
    "Try again, more slowly",
  ],
])("%s: the step stream names the fix, and the cache is checked all the same", async (_, rule, fix) => {
  const steps = await examine({ rule })
  expect(fixes(steps)).toEqual({ stream: fix })
  expect(verdicts(steps)).toBe(
    "✔ configuration ✔ host ✔ gateway ✔ authentication ✔ token ✔ credential ✔ model ✖ stream ✔ cache",
  )
})

test("a socket that is dropped within a stream: the step stream names the fix", async () => {
  await using server = await startServer((response, { body, headers }) => {
    if (headers["cf-aig-authorization"] === undefined)
      return void response
        .writeHead(401, { "content-type": "application/json" })
        .end(JSON.stringify(errorReplies.unauthorized!.body))
    if (!JSON.parse(body).stream)
      return void response
        .writeHead(200, { "content-type": "application/json", "cf-aig-cache-status": "HIT" })
        .end(whole)
    response.writeHead(200, { "content-type": "text/event-stream" })
    response.write(chunk("o"), () => response.destroy())
  })
  expect(fixes(await doctor(createGatewayClient(server.options)))).toEqual({
    stream: "Look for a proxy or time limit between you and the model that cuts streams, then try again",
  })
})

test("guardrails that buffer the stream are told as advice", async () => {
  const steps = await examine({ rule: forStreams(whole, "application/json") })
  expect(steps[7]).toEqual({
    name: "stream",
    ok: true,
    detail: "comes in one piece",
    fix: "Take guardrails or DLP off the responses if answers should flow: to check them, the gateway holds them back",
  })
})

const answer = (status?: string) =>
  new Response(whole, {
    headers: { ...marks, "content-type": "application/json", ...(status && { "cf-aig-cache-status": status }) },
  })

test("a cache that is off: the fix is to enable it", async () => {
  const steps = await examine({ rule: ({ isStream }) => (isStream ? undefined : answer()) })
  expect(steps[8]).toEqual({
    name: "cache",
    ok: false,
    detail: "no cf-aig-cache-status came back",
    fix: "Enable caching in the gateway's settings; if it is on, let the proxy at `baseURL` pass cf-aig-* headers both ways",
  })
  expect(steps[7]).toEqual({ name: "stream", ok: true, detail: "flows to its end" })
})

test("a cache that misses twice is told as advice", async () => {
  const steps = await examine({ rule: ({ isStream }) => (isStream ? undefined : answer("MISS")) })
  expect(steps[8]).toEqual({
    name: "cache",
    ok: true,
    detail: "MISS, then MISS",
    fix: "Try again: a good cache says HIT the second time",
  })
})

test("a second request that is refused fails the step cache", async () => {
  let count = 0
  const steps = await examine({
    rule: ({ isStream }) => (!isStream && ++count > 1 ? refuse("rate_limited") : undefined),
  })
  expect(fixes(steps)).toEqual({
    cache: "Wait for the window of the gateway's rate limit, or raise it in the gateway's settings",
  })
})

test("a model string that the client doubts and the gateway takes is fine", async () => {
  expect(fixes(await examine({}, {}, "my-own-model"))).toEqual({})
})

test("a model that is wrong in a client that lacks everything: what is missing comes first", async () => {
  expect(
    fixes(await doctor(createGatewayClient({ gateway: "my-gateway", token: null }), { model: "gpt-5-mini" })),
  ).toEqual({
    configuration: "Set CF_ACCOUNT_ID, or give `accountId`",
  })
})

test.each<[thrown: unknown, told: string]>([
  [new RangeError("test-token-1"), "RangeError"],
  [undefined, "Error"],
])("a client of another make that throws %s is told as such, without its words", async (thrown, told) => {
  const client = createGatewayClient(identity)
  const create = async () => {
    throw thrown
  }
  const fake = { ...client, chat: { completions: { ...client.chat.completions, create } } }
  expect(fixes(await doctor(fake as typeof client))).toEqual({
    configuration: `Mend the client, which threw a ${told}`,
  })
})

test("a client of another make that has no copies leaves authentication untold", async () => {
  const client = createGatewayClient({ ...identity, fetch: gatewayWith().fetch })
  const withOptions = () => {
    throw new Error("not in this fake")
  }
  const steps = await doctor({ ...client, withOptions })
  expect(steps[3]).toEqual({ name: "authentication", ok: false, skipped: true })
  expect(steps[4]).toEqual({ name: "token", ok: true, detail: "accepted" })
})

test("an abort rejects with its own reason", async () => {
  const reason = new Error("enough")
  const controller = new AbortController()
  const client = createGatewayClient({
    ...identity,
    fetch: async () => {
      controller.abort(reason)
      return new Promise<Response>(() => {})
    },
  })
  expect(await rejection(doctor(client, { signal: controller.signal }))).toBe(reason)
  expect(await rejection(doctor(client, { signal: controller.signal }))).toBe(reason)
})

function page(body: string, status: number): Response {
  return new Response(body, { status, headers: { "content-type": "text/html" } })
}

test.each([{ surface: "rest", token: "t-1" } as const, { binding: createLocalGateway().binding }])(
  "a client of another surface is told how to be examined, and nothing is sent (%#)",
  async (options) => {
    const fetch = vi.fn()
    const client = createGatewayClient({
      accountId: "0123456789abcdef0123456789abcdef",
      gateway: "my-gateway",
      fetch,
      ...options,
    })
    const [configuration, ...others] = await doctor(client, { model: "openai/gpt-5-mini" })

    expect(configuration).toMatchObject({ name: "configuration", ok: false })
    expect(configuration?.fix).toContain('`surface: "compat"`')
    expect(others.every(({ skipped }) => skipped)).toBe(true)
    expect(fetch).not.toHaveBeenCalled()
  },
)
