// Reference F and A2: the model strings of compat; D2, 2008 and 2019.
import { expect, test } from "vitest"
import { compat, messages, openai, start } from "./start.ts"
import { refusal } from "./ways-in.ts"

test.each([
  ["openai/gpt-5-mini", "openai", "gpt-5-mini"],
  ["anthropic/claude-haiku-4-5-20251001", "anthropic", "claude-haiku-4-5-20251001"],
  ["google-ai-studio/gemini-2.5-flash", "google-ai-studio", "gemini-2.5-flash"],
  ["google-vertex-ai/google/gemini-2.5-pro", "google-vertex-ai", "google/gemini-2.5-pro"],
  [
    "aws-bedrock/us.anthropic.claude-sonnet-4-20250514-v1:0",
    "aws-bedrock",
    "us.anthropic.claude-sonnet-4-20250514-v1:0",
  ],
  ["azure-openai/my-deployment", "azure-openai", "my-deployment"],
  ["grok/grok-4", "grok", "grok-4"],
  ["groq/llama-3.3-70b-versatile", "groq", "llama-3.3-70b-versatile"],
  ["perplexity/sonar", "perplexity", "sonar"],
  ["mistral/mistral-large-latest", "mistral", "mistral-large-latest"],
  ["cohere/command-a-03-2025", "cohere", "command-a-03-2025"],
  ["deepseek/deepseek-chat", "deepseek", "deepseek-chat"],
  ["cerebras/llama3.1-8b", "cerebras", "llama3.1-8b"],
  ["baseten/deepseek-ai/DeepSeek-V3", "baseten", "deepseek-ai/DeepSeek-V3"],
  ["parallel/speed", "parallel", "speed"],
  ["workers-ai/@cf/meta/llama-3.1-8b-instruct", "workers-ai", "@cf/meta/llama-3.1-8b-instruct"],
  ["custom-mine/some/model", "custom-mine", "some/model"],
])("%s goes to %s as %s, and is named in the reply as it was asked", async (model, provider, name) => {
  const { local, post } = start()
  const response = await post(compat.path, { body: { model, messages } })

  expect(response.status).toBe(200)
  expect((await response.json()).model).toBe(model)
  expect(local.requests[0]).toMatchObject({ provider, model: name, surface: "compat", params: { model } })
})

test.each([
  ["no provider", "gpt-5-mini", 2019],
  ["a bare @cf/", "@cf/meta/llama-3.1-8b-instruct", 2019],
  ["the REST API's google/", "google/gemini-3-flash", 2019],
  ["the REST API's xai/", "xai/grok-4", 2019],
  ["the path's perplexity-ai/", "perplexity-ai/sonar", 2019],
  ["nothing after the provider", "openai/", 2019],
  ["a blank", " openai/gpt-5-mini", 2019],
  ["nothing", "", 2019],
  ["an unknown provider", "openia/gpt-5-mini", 2008],
  ["a provider without compat", "openrouter/some/model", 2008],
  ["Cloudflare without the Auto Router", "cloudflare/manual", 2008],
])("%s is refused: %j is 400 with %i", async (_, model, code) => {
  const { local, post } = start()

  expect(await refusal(await post(compat.path, { body: { model, messages } }))).toEqual([400, code])
  expect(await refusal(await post("", { body: [step(model)] }))).toEqual([400, code])
  expect(local.requests).toEqual([])
})

const step = (model: string) => ({
  provider: "compat",
  endpoint: "chat/completions",
  headers: {},
  query: { model, messages },
})

test.each([
  ["a text", ""],
  ["parts", []],
])("empty content of the user is a bad format: %s", async (_, content) => {
  const { post } = start()
  const body = { model: "openai/gpt-5-mini", messages: [...messages, { role: "user", content }] }

  expect(await refusal(await post(compat.path, { body }))).toEqual([400, 2019])
})

test("empty content beside an assistant's calls is none", async () => {
  const { post } = start()
  const call = { id: "call_1", type: "function", function: { name: "depth_at", arguments: "{}" } }
  const body = {
    model: "openai/gpt-5-mini",
    messages: [
      ...messages,
      { role: "assistant", content: "", tool_calls: [call] },
      { role: "tool", tool_call_id: "call_1", content: "" },
    ],
  }

  expect((await post(compat.path, { body })).status).toBe(200)
})

test("custom providers are known once there are some", async () => {
  const { post } = start({ gateways: { one: { customProviders: { mine: "Hello" } } } })
  const ask = (model: string) => post(compat.path, { body: { model, messages } })

  expect((await ask("custom-mine/one")).status).toBe(200)
  expect(await refusal(await ask("custom-other/one"))).toEqual([400, 2008])
})

test("a provider's own path takes the provider's bare id", async () => {
  const { local, post } = start()
  const response = await post(openai.path, { body: openai.body })

  expect((await response.json()).model).toBe("gpt-5-mini")
  expect(local.requests[0]).toMatchObject({ provider: "openai", model: "gpt-5-mini", surface: "native" })
})

test("the models are listed with their prices for a token", async () => {
  const { post } = start({ prices: { "openai/gpt-4.1": { in: 0.000_002, out: 0.000_008 } } })
  const response = await post("compat/models", { method: "GET" })
  const { object, data } = await response.json()

  expect([response.status, response.headers.get("content-type"), object]).toEqual([200, "application/json", "list"])
  expect(data.find(({ id }: { id: string }) => id === "openai/gpt-4.1")).toEqual({
    id: "openai/gpt-4.1",
    object: "model",
    created_at: 1_767_225_600,
    cost_in: 0.000_002,
    cost_out: 0.000_008,
    owned_by: "openai",
  })
  expect(data.some(({ id }: { id: string }) => id.startsWith("workers-ai/@cf/"))).toBe(true)
})

test("a HEAD of the models is a GET without its body", async () => {
  const { local, post } = start()
  const response = await post("compat/models", { method: "HEAD" })
  const api = "https://api.cloudflare.com/client/v4/accounts/0123456789abcdef0123456789abcdef/ai/models/search"
  const headers = { authorization: "Bearer local-gateway-token" }
  const searched = await local.fetch(api, { method: "HEAD", headers })

  expect([response.status, response.headers.get("content-type")]).toEqual([200, "application/json"])
  expect(searched.status).toBe(200)
  expect([await response.text(), await searched.text()]).toEqual(["", ""])
})

test.each(["compat/responses", "compat/embeddings", "compat/audio/speech", "compat", "compat/chat"])(
  "%s is no path of the gateway: 404",
  async (path) => {
    const { post } = start()

    expect(await refusal(await post(path, { body: compat.body }))).toEqual([404, 7003])
  },
)

test("a query beside the path does no harm", async () => {
  const { post } = start()

  expect((await post(`${compat.path}?trace=1`, { body: compat.body })).status).toBe(200)
})
