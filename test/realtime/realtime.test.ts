import { expect, test, vi } from "vitest"
import type { GatewayClientOptions } from "../../src/client-options.ts"
import { isGatewayError } from "../../src/errors.ts"
import type { RealtimeOptions, RealtimeProvider } from "../../src/realtime/prepare-connection.ts"
import { createRealtime, type Realtime } from "../../src/realtime/realtime.ts"
import { callerOf } from "../support/caller-of.ts"
import { rejection } from "../support/server.ts"

const accountId = "0123456789abcdef0123456789abcdef"
const base = `wss://gateway.ai.cloudflare.com/v1/${accountId}/my-gateway`
const token = "cf-token-1"
const bearer = { "cf-aig-authorization": `Bearer ${token}` }
const raw = { "cf-aig-authorization": token }
const inProtocol = `cf-aig-authorization.${token}`

function createClient(options?: GatewayClientOptions): { readonly realtime: Realtime } {
  return { realtime: createRealtime(callerOf({ accountId, gateway: "my-gateway", token, ...options })) }
}

test.each<[string, RealtimeProvider, RealtimeOptions, string, object, string[]]>([
  [
    "openai",
    "openai",
    { model: "gpt-realtime" },
    "/openai?model=gpt-realtime",
    { authorization: "Bearer own-key-1" },
    [],
  ],
  ["google", "google", {}, "/google?api_key=own-key-1", {}, []],
  ["google by its slug", "google-ai-studio", {}, "/google?api_key=own-key-1", {}, []],
  [
    "workers-ai",
    "workers-ai",
    { model: "@cf/deepgram/nova-3", query: { encoding: "linear16", interim_results: "true" } },
    "/workers-ai?model=%40cf%2Fdeepgram%2Fnova-3&encoding=linear16&interim_results=true",
    { authorization: "Bearer own-key-1" },
    [],
  ],
  ["cartesia", "cartesia", {}, "/cartesia?cartesia_version=2024-06-10&api_key=own-key-1", {}, []],
  ["deepgram", "deepgram", {}, "/deepgram/", { authorization: "Token own-key-1" }, []],
  [
    "deepgram, further down",
    "deepgram",
    { path: "/v1/listen", model: "nova-3" },
    "/deepgram/v1/listen?model=nova-3",
    { authorization: "Token own-key-1" },
    [],
  ],
  [
    "elevenlabs",
    "elevenlabs",
    { agentId: "agent-7" },
    "/elevenlabs?agent_id=agent-7",
    { "xi-api-key": "own-key-1" },
    ["xi-api-key.own-key-1"],
  ],
  [
    "fal",
    "fal",
    { model: "fal-ai/fast-lcm-diffusion" },
    "/fal/fal-ai/fast-lcm-diffusion",
    { authorization: "Key own-key-1" },
    ["fal-api-key.own-key-1"],
  ],
])(
  "%s is reached where it is documented, with and without a key of one's own",
  async (_, name, options, path, keyHeaders, keyProtocols) => {
    const client = createClient()

    expect(await client.realtime(name, { ...options, providerKey: "own-key-1" })).toEqual({
      url: base + path,
      headers: { "user-agent": "cf-ai-gateway/0.1.0", ...raw, ...keyHeaders },
      protocols: [...keyProtocols, inProtocol],
    })
    expect(await client.realtime(name, options)).toEqual({
      url: base + path.replace(/[?&]api_key=own-key-1/, ""),
      headers: { "user-agent": "cf-ai-gateway/0.1.0", ...raw },
      protocols: [inProtocol],
    })
  },
)

test("without a provider it is the universal endpoint", async () => {
  expect(await createClient({ providerKey: { openai: "own-key-1" } }).realtime()).toEqual({
    url: `${base}/`,
    headers: { "user-agent": "cf-ai-gateway/0.1.0", ...bearer },
    protocols: [inProtocol],
  })
})

test("a provider gets its own key of the client, and none that was taken off", async () => {
  const { realtime } = createClient({ providerKey: { google: "google-key", openai: "openai-key", fal: "fal-key-1" } })

  expect((await realtime("gemini")).url).toBe(`${base}/google?api_key=google-key`)
  expect((await realtime("openai", { model: "gpt-realtime" })).headers).toEqual({
    "user-agent": "cf-ai-gateway/0.1.0",
    ...raw,
    authorization: "Bearer openai-key",
  })
  expect((await realtime("fal-ai", { model: "fal-ai/lcm", providerKey: null })).protocols).toEqual([inProtocol])
})

test("what stands in the query, or in Fal's path, may tell what the model would", async () => {
  const { realtime } = createClient()

  expect((await realtime("openai", { query: { intent: "transcription" } })).url).toBe(
    `${base}/openai?intent=transcription`,
  )
  expect((await realtime("fal", { path: "fal-ai/lcm" })).url).toBe(`${base}/fal/fal-ai/lcm`)
})

test("a token function is asked each time", async () => {
  const token = vi.fn(async () => `token-${token.mock.calls.length}`)
  const { realtime } = createClient({ token })

  expect((await realtime("openai", { model: "gpt-realtime" })).protocols).toEqual(["cf-aig-authorization.token-1"])
  expect((await realtime("openai", { model: "gpt-realtime" })).protocols).toEqual(["cf-aig-authorization.token-2"])
})

test("a gateway without authentication needs no token", async () => {
  expect(await createClient({ token: null }).realtime("openai", { model: "openai/gpt-realtime" })).toEqual({
    url: `${base}/openai?model=gpt-realtime`,
    headers: { "user-agent": "cf-ai-gateway/0.1.0" },
    protocols: [],
  })
})

test("what the gateway is asked goes in headers to a provider, and in no handshake of a session", async () => {
  const { realtime } = createClient({
    gateway: { id: "my-gateway", metadata: { team: "sea" } },
    headers: { "x-app": "7" },
  })

  expect((await realtime("openai", { model: "gpt-realtime", gateway: { byokAlias: "spare" } })).headers).toEqual({
    "user-agent": "cf-ai-gateway/0.1.0",
    "cf-aig-metadata": '{"team":"sea"}',
    "cf-aig-byok-alias": "spare",
    "x-app": "7",
    ...raw,
  })
  expect((await realtime()).headers).toEqual({ "user-agent": "cf-ai-gateway/0.1.0", "x-app": "7", ...bearer })
})

test("a custom domain behind Access is opened by headers", async () => {
  const { realtime } = createClient({ token: undefined, accessToken: "access-jwt", baseURL: "https://ai.example.com" })

  expect(await realtime("openai", { model: "gpt-realtime" })).toEqual({
    url: "wss://ai.example.com/openai?model=gpt-realtime",
    headers: { "user-agent": "cf-ai-gateway/0.1.0", "cf-access-token": "access-jwt" },
    protocols: [],
  })
  expect(await rejection(realtime())).toMatchObject({
    code: "unsupported_option",
    message: "The call was not sent: `baseURL` is a custom domain, which serves no steps",
  })
})

test("a client of the REST API opens WebSockets on the gateway's host", async () => {
  const { realtime } = createClient({ surface: "rest" })
  expect((await realtime("openai", { model: "gpt-realtime" })).url).toBe(`${base}/openai?model=gpt-realtime`)
})

test.each<[string, GatewayClientOptions, string, RealtimeOptions, string, string]>([
  [
    "a binding",
    { token: undefined, binding: { gateway: () => ({}), run: async () => ({}) } as never },
    "openai",
    {},
    "unsupported_option",
    "`binding` has no WebSockets: make a client with accountId, gateway and token",
  ],
  [
    "no token, although there is a key",
    { token: undefined },
    "openai",
    { providerKey: "own-key-1" },
    "not_configured",
    "`token` is missing, and so is CF_AIG_TOKEN in the environment",
  ],
  [
    "no gateway",
    { gateway: undefined },
    "openai",
    {},
    "not_configured",
    "`gateway` is missing, and so is GATEWAY_NAME in the environment",
  ],
  ["a slip", {}, "elevenlab", {}, "invalid_request", "`provider` is no provider known here, did you mean elevenlabs?"],
  [
    "a provider without",
    {},
    "anthropic",
    {},
    "invalid_request",
    "`provider` has no realtime WebSocket that is documented: openai, google-ai-studio, workers-ai, cartesia, deepgram, elevenlabs, fal have",
  ],
  [
    "a model that stands in a message",
    {},
    "google",
    { model: "gemini" },
    "invalid_request",
    "`model` has no place in this URL: say it in a message",
  ],
  ["no model", {}, "openai", {}, "invalid_request", "`model` is missing: it stands in this URL"],
  [
    "no model, whatever the path",
    {},
    "workers-ai",
    { path: "x" },
    "invalid_request",
    "`model` is missing: it stands in this URL",
  ],
  [
    "no model of Fal's",
    {},
    "fal",
    { query: { a: "b" } },
    "invalid_request",
    "`model` is missing: it stands in this URL",
  ],
  [
    "the Auto Router",
    {},
    "openai",
    { model: "cloudflare/auto" },
    "invalid_model",
    "`model` is routed by Cloudflare, which no WebSocket is",
  ],
  [
    "a path that climbs",
    {},
    "deepgram",
    { path: "v1/../../x" },
    "invalid_request",
    "`path` must be a path, without .. and query",
  ],
  [
    "a path with a query",
    {},
    "deepgram",
    { path: "v1?x=1" },
    "invalid_request",
    "`path` must be a path, without .. and query",
  ],
  [
    "a model that climbs",
    {},
    "fal",
    { model: ".." },
    "invalid_request",
    "`model` must be a path, without .. and query",
  ],
  [
    "the token in the query",
    {},
    "openai",
    { query: { auth: `x${token}` } },
    "invalid_request",
    "`query` is the Cloudflare token, which only workers-ai takes as a key: leave it out",
  ],
  [
    "the token as a key",
    {},
    "google",
    { providerKey: token },
    "invalid_request",
    "`providerKey` is the Cloudflare token, which only workers-ai takes as a key: leave it out",
  ],
  [
    "an option that is none",
    {},
    "openai",
    { headrs: {} } as never,
    "invalid_request",
    "`headrs` is no option, did you mean `headers`?",
  ],
])("%s is refused before anything is opened", async (_, options, name, more, code, problem) => {
  const error = await rejection(createClient(options).realtime(name as never, more))

  expect(isGatewayError(error)).toBe(true)
  expect(error).toMatchObject({ code, message: `The call was not sent: ${problem}` })
  expect(error.message).not.toContain(token)
})
