import { expect, test } from "vitest"
import { canonicalModel } from "../../../src/testing/logs/canonical-model.ts"

test.each([
  ["anthropic", "claude-haiku-4-5-20251001", "anthropic/claude-haiku-4.5"],
  ["anthropic", "claude-sonnet-4-5", "anthropic/claude-sonnet-4.5"],
  ["anthropic", "claude-sonnet-4-20250514", "anthropic/claude-sonnet-4"],
  ["anthropic", "claude-3-5-haiku-latest", "anthropic/claude-3.5-haiku"],
  ["anthropic", "claude-haiku-4.5", "anthropic/claude-haiku-4.5"],
  ["anthropic", "claude-haiku-4-5@20251001", "anthropic/claude-haiku-4.5"],
  ["openai", "gpt-4o-2024-08-06", "openai/gpt-4o"],
  ["openai", "gpt-4-0613", "openai/gpt-4"],
  ["openai", "gpt-5-mini", "openai/gpt-5-mini"],
  ["google-ai-studio", "gemini-1.5-pro-002", "google/gemini-1.5-pro"],
  ["google-vertex-ai", "google/gemini-2.5-pro", "google/gemini-2.5-pro"],
  ["grok", "grok-4", "xai/grok-4"],
  ["perplexity-ai", "sonar", "perplexity/sonar"],
  ["workers-ai", "@cf/meta/llama-3.3-70b-instruct-fp8-fast", "workers-ai/@cf/meta/llama-3.3-70b-instruct-fp8-fast"],
  ["constructor", "one", "constructor/one"],
  ["custom-mine", "model-2024-08-06", "custom-mine/model-2024-08-06"],
])("a log of %s %s names %s", (provider, model, name) => {
  expect(canonicalModel(provider, model)).toBe(name)
})
