import { createLocalGateway, type LocalGateway, type LocalGatewayOptions } from "../../../src/testing/index.ts"

const root = "https://gateway.ai.cloudflare.com/v1"

/** What may differ from a plain request. */
export interface Post {
  readonly account?: string
  readonly gateway?: string
  readonly method?: string
  /** `null`: none at all. */
  readonly token?: string | null
  readonly headers?: Readonly<Record<string, string>>
  /** Text goes out as it is, all else as JSON. */
  readonly body?: unknown
  readonly signal?: AbortSignal
}

/** A local gateway, and a plain request to one of its paths after the gateway's name. */
export function start(options: LocalGatewayOptions = {}): {
  readonly local: LocalGateway
  post(path: string, given?: Post): Promise<Response>
} {
  const local = createLocalGateway(options)
  const { accountId, gateway, token } = local.options
  return {
    local,
    post: (path, given = {}) => {
      const { method = "POST", body, signal } = given
      const sent = given.token === undefined ? token : given.token
      return local.fetch(`${root}/${given.account ?? accountId}/${given.gateway ?? gateway}${path && `/${path}`}`, {
        method,
        headers: {
          "content-type": "application/json",
          ...(sent !== null && { "cf-aig-authorization": `Bearer ${sent}` }),
          ...given.headers,
        },
        ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
        ...(signal && { signal }),
      })
    },
  }
}

export const messages = [{ role: "user", content: "Say it again" }]

/** The shortest requests of the gateway's host: a path, and a body for it. */
export const compat = { path: "compat/chat/completions", body: { model: "openai/gpt-5-mini", messages } }
export const openai = { path: "openai/chat/completions", body: { model: "gpt-5-mini", messages } }
export const anthropic = {
  path: "anthropic/v1/messages",
  body: { model: "claude-haiku-4-5", max_tokens: 100, messages },
}
export const google = {
  path: "google-ai-studio/v1beta/models/gemini-2.5-flash:generateContent",
  body: { contents: [{ role: "user", parts: [{ text: "Say it again" }] }] },
}
export const workersAI = { path: "workers-ai/@cf/meta/llama-3.1-8b-instruct", body: { messages } }
export const universal = {
  path: "",
  body: [{ provider: "openai", endpoint: "chat/completions", headers: {}, query: openai.body }],
}

/** Each of them by its name. */
export const requests = { compat, openai, anthropic, google, workersAI, universal }
