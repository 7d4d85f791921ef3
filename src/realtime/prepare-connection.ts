import type { Caller } from "../call/caller.ts"
import { prepareCall, refuse } from "../call/prepare-call.ts"
import { findProvider } from "../gateway/find-provider.ts"
import { holds } from "../gateway/holds.ts"
import { tokenAsKey } from "../gateway/identity.ts"
import { toOptionHeaders } from "../gateway/option-headers.ts"
import { providers, type Provider, type ProviderWebSocket } from "../gateway/providers.ts"
import type { RequestOptions } from "../gateway/request-options.ts"
import { isRouted } from "../gateway/resolve-model.ts"
import { gatewayRoute } from "../gateway/route.ts"
import { realtimePlan, sessionPlan } from "../gateway/support-matrix.ts"

/** Who has a realtime WebSocket, by any of its names (docs/providers.md). */
export type RealtimeProvider =
  | "openai"
  | "google-ai-studio"
  | "google"
  | "gemini"
  | "workers-ai"
  | "cartesia"
  | "deepgram"
  | "elevenlabs"
  | "fal"
  | "fal-ai"

/** What a realtime WebSocket is asked for. */
export interface RealtimeOptions {
  /**
   * The model as the provider has it, for those that take it from the URL: query `model`, and the path of Fal. OpenAI, Workers AI and Fal
   * need it, unless `query` (of Fal `path`) says what to do. It is refused for Google, Cartesia and ElevenLabs, who are told in a message.
   */
  model?: string | undefined
  /** ElevenLabs' agent. Query: `agent_id`. */
  agentId?: string | undefined
  /** What follows the provider's own path, e.g. Deepgram's `v1/listen`. */
  path?: string | undefined
  /** More query parameters: `{ encoding: "linear16", sample_rate: "16000" }`. */
  query?: RequestOptions["query"]
  /** More headers. */
  headers?: RequestOptions["headers"]
  /** The provider's own key; leave it out where it is stored on the gateway. @default the client's of this provider */
  providerKey?: RequestOptions["providerKey"]
  /** What the gateway is to do, as headers: no subprotocol is known for it. That realtime heeds it is documented nowhere. */
  gateway?: RequestOptions["gateway"]
}

/** What opens a WebSocket. It holds credentials by nature: for the constructor, not for a log. */
export interface RealtimeConnection {
  /** Never holds the Cloudflare token; the provider's key where Cloudflare documents no other place for it (Google, Cartesia). */
  url: string
  /**
   * The credentials as subprotocols, for a browser's `new WebSocket(url, protocols)`: `cf-aig-authorization.{token}`, and the keys of ElevenLabs
   * and Fal. Other providers' keys have no documented one: store those on the gateway.
   */
  protocols: string[]
  /** The credentials, and all else, as headers, where those can be set: `new WebSocket(url, { headers })` of the package ws and of Node. */
  headers: Record<string, string>
}

/** A connection, and what its maker needs to know. */
export interface PreparedConnection {
  readonly connection: RealtimeConnection
  /** Cloudflare's, as far as they are known, which must not reach a provider. */
  readonly tokens: readonly unknown[]
  /** What must not be quoted. */
  readonly secrets: () => Iterable<string>
  /** Notes more of that. */
  readonly keepSecret: (secret: string) => void
}

const tokenHeader = "cf-aig-authorization"

/** Puts URL and credentials together: of a provider, or of the universal endpoint. Throws what is wrong, and asks functions for their secrets. */
export async function prepareConnection(
  caller: Caller,
  name: string | undefined,
  { model, agentId, path = "", ...call }: RealtimeOptions & RequestOptions = {},
): Promise<PreparedConnection> {
  const { config } = caller
  const plan = name === undefined ? sessionPlan : realtimePlan
  const { all } = plan[config.surface]
  if (typeof all === "string") refuse("unsupported_option", [{ path: ["binding"], message: all }])
  // Compat and providers' own paths alone (reference A9).
  if (name === undefined && config.accessToken)
    refuse("unsupported_option", [{ path: ["baseURL"], message: "is a custom domain, which serves no steps" }])
  // A provider's key does not stand in for the token here (A8).
  refuse("not_configured", config.gateway.missingToken)
  const provider = name === undefined ? undefined : findRealtimeProvider(name)
  const bare =
    model && provider && model.startsWith(`${provider.slug}/`) ? model.slice(provider.slug.length + 1) : model
  if (isRouted(model?.split("/")[0] ?? ""))
    refuse("invalid_model", [{ path: ["model"], message: "is routed by Cloudflare, which no WebSocket is" }])
  if (model && /^(google-ai-studio|cartesia|elevenlabs)$/.test(provider?.slug ?? ""))
    refuse("invalid_request", [{ path: ["model"], message: "has no place in this URL: say it in a message" }])
  // Fal's models are paths (A8).
  const isPath = provider?.slug === "fal"
  const tail = [isPath && bare, path].filter(Boolean).join("/")
  // `URL` would resolve dots, and lead elsewhere.
  if (!/^\/?([\w@:.~+-]+(\/|$))*$/.test(tail) || /(^|\/)\.{1,2}(\/|$)/.test(tail))
    refuse("invalid_request", [{ path: [isPath ? "model" : "path"], message: "must be a path, without .. and query" }])

  const prepared = prepareCall(
    caller,
    {
      plan,
      isModelless: !provider,
      route: (config, way) => ({
        ...gatewayRoute(config, way, `/${join(provider?.webSocket.path ?? "", tail)}`),
        keyHeader: provider && [provider.keyHeader, provider.keyScheme],
      }),
      toBody: () => undefined,
    },
    { model: `${provider?.slug}/-` },
    call,
  )
  const { options, route, wire } = prepared
  // Their URLs are shown with a model alone (A8); of OpenAI's it is known that a query may stand for it, `intent` among others.
  const isNamed = isPath ? tail : bare || options.query
  if (!isNamed && /^(openai|workers-ai|fal)$/.test(provider?.slug ?? ""))
    refuse("invalid_request", [{ path: ["model"], message: "is missing: it stands in this URL" }])
  const kept = new Set<string>()
  const headers = await wire.headers()
  delete headers["accept"]
  // What is asked of the gateway stands in each request of a session.
  if (!provider) for (const option in toOptionHeaders(options.gateway)) delete headers[option]
  const token = headers[tokenHeader]?.slice("Bearer ".length)
  // The page on realtime shows the token alone in this header, all others show `Bearer` before it; whether both do is UNKNOWN (J23).
  if (token && provider) headers[tokenHeader] = token

  const { keyProtocol, keyQuery, query } = provider?.webSocket ?? ({} as Partial<ProviderWebSocket>)
  const url = new URL(route.url.replace(/^http/, "ws"))
  const key = provider && headers[provider.keyHeader]?.slice(provider.keyScheme.length)
  const parameters = {
    ...query,
    ...(!isPath && { model: bare }),
    agent_id: agentId,
    ...Object.fromEntries(new URLSearchParams(options.query)),
    ...(keyQuery && { [keyQuery]: key }),
  }
  for (const [name, value] of Object.entries(parameters)) if (value) url.searchParams.set(name, value)
  const tokens = [token, config.management.token]
  if ([...url.searchParams.values()].some((value) => tokens.some((one) => holds(value, one))))
    refuse("invalid_request", [{ path: ["query"], message: tokenAsKey }])
  if (provider && keyQuery) delete headers[provider.keyHeader]
  return {
    connection: {
      url: url.href,
      protocols: [
        ...(key && keyProtocol ? [`${keyProtocol}.${key}`] : []),
        ...(token ? [`${tokenHeader}.${token}`] : []),
      ],
      headers,
    },
    tokens,
    secrets: () => [...wire.secrets(), ...kept],
    keepSecret: (secret) => void kept.add(secret),
  }
}

type Realtime = Provider & { readonly webSocket: ProviderWebSocket }

function findRealtimeProvider(name: string): Realtime {
  const found = findProvider(name)
  if ("problem" in found) refuse("invalid_request", [{ path: ["provider"], message: found.problem }])
  else if (!found.webSocket) {
    const known = providers.flatMap(({ slug, webSocket }) => (webSocket ? slug : []))
    refuse("invalid_request", [
      { path: ["provider"], message: `has no realtime WebSocket that is documented: ${known.join(", ")} have` },
    ])
  }
  return found as Realtime
}

function join(path: string, tail: string): string {
  return tail ? `${path.replace(/\/$/, "")}/${tail.replace(/^\//, "")}` : path
}
