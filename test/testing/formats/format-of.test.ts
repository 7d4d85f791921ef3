import { expect, test } from "vitest"
import { formatOf } from "../../../src/testing/formats/format-of.ts"
import { plain } from "../../../src/testing/formats/plain.ts"
import { createAnswer } from "./answers.ts"

// Reference A3 and A4.
test.each([
  ["openai", "chat/completions", "openai-chat"],
  ["openai", "v1/chat/completions", "openai-chat"],
  ["openai", "/chat/completions", "openai-chat"],
  ["openai", "responses", "openai-responses"],
  ["openai", "v1/responses", "openai-responses"],
  ["openai", "embeddings", "openai-embeddings"],
  ["openai", "v1/embeddings", "openai-embeddings"],
  ["openai", "audio/speech", "plain"],
  ["openai", "threads/thread_1/messages", "plain"],
  ["openai", "responses/resp_1/cancel", "plain"],
  ["compat", "chat/completions", "openai-chat"],
  ["compat", "embeddings", "openai-embeddings"],
  ["compat", "responses", "openai-responses"],
  ["groq", "chat/completions", "openai-chat"],
  ["mistral", "v1/chat/completions", "openai-chat"],
  ["openrouter", "v1/chat/completions", "openai-chat"],
  ["custom-mine", "api/v2/chat/completions", "openai-chat"],
  ["azure-openai", "my-resource/my-deployment/chat/completions?api-version=2024-10-21", "openai-chat"],
  ["azure", "my-resource/anthropic/v1/messages", "anthropic-messages"],
  ["anthropic", "v1/messages", "anthropic-messages"],
  ["anthropic", "v1/messages?beta=true", "anthropic-messages"],
  ["anthropic", "messages", "anthropic-messages"],
  ["anthropic", "v1/messages/count_tokens", "plain"],
  ["aws-bedrock", "bedrock-mantle/us-east-1/anthropic/v1/messages", "anthropic-messages"],
  ["aws-bedrock", "bedrock-runtime/us-east-1/model/m/invoke", "plain"],
  ["google-ai-studio", "v1/models/gemini-2.5-flash:generateContent", "google-generate-content"],
  ["google-ai-studio", "v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse", "google-generate-content"],
  ["google-ai-studio", "v1beta/models/gemini-2.5-flash:streamGenerateContent", "google-generate-content"],
  ["google-ai-studio", "v1beta/models/gemini-2.5-flash:countTokens", "plain"],
  ["google-ai-studio", "v1beta/openai/chat/completions", "openai-chat"],
  [
    "google-vertex-ai",
    "v1/projects/p/locations/us-east1/publishers/google/models/gemini-2.5-pro:generateContent",
    "google-generate-content",
  ],
  ["workers-ai", "@cf/meta/llama-3.3-70b", "workers-ai"],
  ["workers-ai", "run/@cf/meta/llama-3.3-70b", "workers-ai"],
  ["workers-ai", "/run/@cf/meta/llama-3.3-70b?tags=a", "workers-ai"],
  ["workers-ai", "", "workers-ai"],
  ["workers-ai", "v1/chat/completions", "openai-chat"],
  ["workers-ai", "v1/embeddings", "openai-embeddings"],
  ["workers-ai", "models/search", "plain"],
  ["openai", "", "plain"],
  ["openai", "@cf/meta/llama-3.3-70b", "plain"],
])("%s speaks at %j as %s", (provider, path, name) => {
  expect(formatOf(provider, path).name).toBe(name)
})

test("Google streams events with alt=sse only", () => {
  const path = "v1beta/models/m:streamGenerateContent"
  const isStream = (path: string) => formatOf("google-ai-studio", path).isStream({}, path)
  expect(isStream(`${path}?key=k&alt=sse`)).toBe(true)
  expect(isStream(`${path}?alt=json`)).toBe(false)
  expect(isStream(path)).toBe(false)
})

test("an unknown endpoint shows its body to the model, and asks for a scripted Response", () => {
  const body = { model: "tts-1", voice: "alloy" }
  expect(plain.toModel(body, "audio/speech")).toBe("tts-1")
  expect(plain.toModel({}, "audio/speech")).toBe("")
  expect(plain.toParams(body, "tts-1")).toEqual({
    model: "tts-1",
    messages: [{ role: "user", content: '{"model":"tts-1","voice":"alloy"}' }],
  })
  const error = {
    error: {
      message: "The local gateway has no model for this endpoint: script it with local.reply(new Response(...))",
      type: "local_gateway_error",
      param: null,
      code: "no_model_for_endpoint",
    },
  }
  expect(plain.isStream({ stream: true }, "audio/speech")).toBe(false)
  expect(plain.toBody(createAnswer({ content: "Hi" }), body)).toEqual(error)
  expect(plain.toEvents(createAnswer({ content: "Hi" }), body).map((event) => JSON.parse(event))).toEqual([error])
})
