import { expect, test } from "vitest"
import { rejection } from "../support/server.ts"
import { calls } from "./calls.ts"
import { clientOn } from "./client-on.ts"

const baseURL = "https://ai.example.com"
const account = "https://api.cloudflare.com/client/v4/accounts/0123456789abcdef0123456789abcdef"

// A custom domain serves compat and providers' own paths; REST and logs stay at Cloudflare.
const rows: readonly (readonly [operation: string, model: string, call: string])[] = [
  [
    "chat.completions.create",
    "openai/gpt-5-mini",
    "POST https://ai.example.com/compat/chat/completions openai/gpt-5-mini",
  ],
  ["chat.completions.create", "dynamic/support", "POST https://ai.example.com/compat/chat/completions dynamic/support"],
  [
    "embeddings.create",
    "openai/text-embedding-3-small",
    "POST https://ai.example.com/openai/embeddings text-embedding-3-small",
  ],
  ["embeddings.create", "@cf/baai/bge-m3", `POST ${account}/ai/v1/embeddings @cf/baai/bge-m3`],
  ["responses.create", "openai/gpt-5-mini", "POST https://ai.example.com/openai/responses gpt-5-mini"],
  ["responses.create", "xai/grok-4", `POST ${account}/ai/v1/responses xai/grok-4`],
  [
    "messages.create",
    "anthropic/claude-haiku-4-5",
    "POST https://ai.example.com/anthropic/v1/messages claude-haiku-4-5",
  ],
  ["run", "google/gemini-2.5-flash", `POST ${account}/ai/run google/gemini-2.5-flash`],
  ["models.list", "", "GET https://ai.example.com/compat/models"],
  ["logs.get", "", `GET ${account}/ai-gateway/gateways/my-gateway/logs/log-1`],
  ["realtime", "", "WebSocket wss://ai.example.com/openai?model=gpt-realtime"],
  ['provider("compat")', "", "POST https://ai.example.com/compat/chat/completions openai/gpt-5-mini"],
  ['provider("openai")', "", "POST https://ai.example.com/openai/responses gpt-5-mini"],
]

test.each(rows)("with a custom domain %s of %s goes to %s", async (operation, model, expected) => {
  const { client, seen, open } = clientOn("compat", { baseURL, token: "gateway-token", apiToken: "api-token" })
  await calls[operation]!(client, model, undefined, open)
  const [{ call, headers }] = seen as [(typeof seen)[0]]
  const isOwn = expected.includes("ai.example.com")

  expect(call).toBe(expected)
  expect(headers["cf-aig-authorization"]?.replace("Bearer ", "")).toBe(isOwn ? "gateway-token" : undefined)
  expect(headers["authorization"]).toBe(isOwn ? undefined : "Bearer api-token")
})

test.each(rows.filter(([operation]) => operation !== "realtime"))(
  "behind Access %s of %s shows its token to the domain alone (%s)",
  async (operation, model, expected) => {
    const access = { baseURL, accessToken: "access.jwt.1", apiToken: "api-token" }
    const { client, seen, open } = clientOn("compat", access)
    await calls[operation]!(client, model, undefined, open)
    const [{ call, headers }] = seen as [(typeof seen)[0]]
    const isOwn = expected.includes("ai.example.com")

    expect(call).toBe(expected)
    expect(headers["cf-access-token"]).toBe(isOwn ? "access.jwt.1" : undefined)
    expect(headers["authorization"]).toBe(isOwn ? undefined : "Bearer api-token")
    expect(headers).not.toHaveProperty("cf-aig-authorization")
  },
)

test.each(["universal", "realtime.connect"])(
  "behind Access %s is refused: the domain serves no steps",
  async (operation) => {
    const { client, seen, open } = clientOn("compat", { baseURL, accessToken: "access.jwt.1" })
    const error = await rejection(calls[operation]!(client, "", undefined, open))

    expect(error).toMatchObject({ code: "unsupported_option", message: expect.stringContaining("serves no steps") })
    expect(seen).toEqual([])
  },
)
