import type { LocalRequest } from "../../../src/testing/local-reply.ts"

/** A request for `openai/gpt-5-mini` that says "Say it again", with more or other params. */
export function createRequest(params: object = {}): LocalRequest {
  const body = { model: "openai/gpt-5-mini", messages: [{ role: "user", content: "Say it again" }], ...params }
  return {
    method: "POST",
    url: new URL("https://gateway.ai.cloudflare.com/v1/a/g/compat/chat/completions"),
    headers: new Headers({ "cf-aig-authorization": "Bearer gateway-token", authorization: "Bearer provider-key" }),
    params: body as LocalRequest["params"],
    gateway: {},
    surface: "compat",
    provider: "openai",
    model: "gpt-5-mini",
    body,
    step: 0,
  }
}
