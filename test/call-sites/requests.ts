// Requests as they must stand on the wire: every header that is ours, and no other.

/** Who the clients are. */
export const identity = {
  accountId: "0123456789abcdef0123456789abcdef",
  gateway: "my-gateway",
  token: "gateway-token",
  apiToken: "api-token",
} as const

/** The log of every answer. */
export const logId = "0199c1de-7a53-7f3e-9c1b-2f6d8a4e5b60"

export interface Headers {
  readonly [name: string]: string
}

const agent = { "user-agent": "cf-ai-gateway/0.1.0" }

/** What is asked for: JSON, events, or whatever it is. */
export const json = { accept: "application/json", "content-type": "application/json" }
export const events = { ...json, accept: "text/event-stream" }
export const any = { ...json, accept: "*/*" }

/** To the gateway's own host: its token in `cf-aig-authorization`, and no `authorization`. */
export function onGateway(path: string, body: object, headers: Headers = json, token = "gateway-token"): object {
  return {
    method: "POST",
    path: `/v1/0123456789abcdef0123456789abcdef/my-gateway${path}`,
    headers: { ...headers, ...agent, "cf-aig-authorization": `Bearer ${token}` },
    body,
  }
}

/** A chat there. */
export function onCompat(body: object, headers?: Headers): object {
  return onGateway("/compat/chat/completions", body, headers)
}

/** To the REST API: the API token in `authorization`, no `cf-aig-authorization`, and the gateway by its name. */
export function onRest(path: string, body: object, headers: Headers = json): object {
  return {
    method: "POST",
    path: `/client/v4/accounts/0123456789abcdef0123456789abcdef/ai${path}`,
    headers: { ...headers, ...agent, authorization: "Bearer api-token", "cf-aig-gateway-id": "my-gateway" },
    body,
  }
}

/** To the management API, about the log. */
export function onManagement(method: string, body?: object): object {
  return {
    method,
    path: `/client/v4/accounts/0123456789abcdef0123456789abcdef/ai-gateway/gateways/my-gateway/logs/${logId}`,
    headers: { ...(body ? json : { accept: "application/json" }), ...agent, authorization: "Bearer api-token" },
    ...(body && { body }),
  }
}

/** To `env.AI.gateway(id).run`: no token anywhere. */
export function throughGateway(provider: string, endpoint: string, query: object, headers: Headers = json): object {
  return ["gateway.run", "my-gateway", { provider, endpoint, headers, query }, { signal: "a signal" }]
}

/** A chat there. */
export function throughCompat(query: object, headers?: Headers): object {
  return throughGateway("compat", "chat/completions", query, headers)
}

/** To `env.AI.run`. */
export function byRun(model: string, inputs: object): object {
  const options = { gateway: { id: "my-gateway" }, extraHeaders: {}, returnRawResponse: true, signal: "a signal" }
  return ["run", model, inputs, options]
}
