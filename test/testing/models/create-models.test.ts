import { expect, test } from "vitest"
import { createModels } from "../../../src/testing/models/create-models.ts"
import { isUpstream } from "../../../src/testing/models/is-upstream.ts"

test("without models everything echoes", () => {
  expect(createModels({ models: undefined }).find("openai", "gpt-5-mini")).toEqual({ use: "echo" })
  expect(createModels({ models: {} }).find("openai", "gpt-5-mini")).toEqual({ use: "echo" })
})

const reply = new Response("{}")
const say = () => "Hi"

test.each([
  ["a text", "Hi"],
  ["parts", { text: "Hi" }],
  ["an empty text's parts", { text: "", toolCalls: [] }],
  ["a function", say],
  ["a Response", reply],
  ["a kind", { use: "tools" as const }],
  ["an upstream", { upstream: "http://127.0.0.1:11434/v1" }],
])("%s answers for every model", (_, model) => {
  expect(createModels({ models: model }).find("openai", "gpt-5-mini")).toBe(model)
  expect(createModels({ models: { "*": model } }).find("workers-ai", "@cf/meta/llama")).toBe(model)
})

test.each([
  ["openai", "gpt-5-mini", "itself"],
  ["openai", "gpt-5-nano", "longer prefix"],
  ["openai", "gpt-4o", "shorter prefix"],
  ["openai", "o3", "provider"],
  ["workers-ai", "@cf/meta/llama-3", "with slashes"],
  ["anthropic", "claude-sonnet-4-5", "all"],
  ["openai-like", "gpt-5-mini", "all"],
])("%s/%s is answered by the closest pattern", (provider, model, expected) => {
  const { find } = createModels({
    models: {
      "*": "all",
      "openai/*": "provider",
      "openai/gpt-*": "shorter prefix",
      "openai/gpt-5-*": "longer prefix",
      "openai/gpt-5-mini": "itself",
      "workers-ai/@cf/meta/*": "with slashes",
    },
  })

  expect(find(provider, model)).toBe(expected)
})

test.each([
  ["google/gemini-*", "google-ai-studio", "gemini-2.5-flash"],
  ["xai/*", "grok", "grok-4"],
  ["perplexity-ai/sonar", "perplexity", "sonar"],
  ["@cf/meta/*", "workers-ai", "@cf/meta/llama-3"],
  ["dynamic/support", "dynamic", "support"],
  ["z-ai/*", "z-ai", "glm-5"],
  ["novel/*", "novel", "one"],
])("the pattern %s means %s, whatever the spelling", (pattern, provider, model) => {
  expect(createModels({ models: { [pattern]: "Hi" } }).find(provider, model)).toBe("Hi")
})

test("patterns without a * leave the other models to the echo", () => {
  const { find } = createModels({ models: { "openai/gpt-5-mini": "Hi" } })

  expect([find("openai", "gpt-5-mini"), find("openai", "gpt-5")]).toEqual(["Hi", { use: "echo" }])
})

test.each([
  [5, "models is a number: give a text"],
  [null, "models is null: give a text"],
  [["Hi"], "models is a list: give a text"],
  [{ use: "parrot" }, "models.use is no kind of model: choose one of echo, tools, json, reasoning, refusal"],
  [{ use: "toString" }, "models.use is no kind of model"],
  [{ use: "echo", text: "Hi" }, 'models has the key "text"'],
  [{ upstream: "localhost:11434" }, 'models.upstream must be an http or https URL, as "http://127.0.0.1:11434/v1"'],
  [{ upstream: "http:///v1" }, "models.upstream must be an http or https URL"],
  [{ upstream: 5 }, "models.upstream must be an http or https URL"],
  [
    { upstream: "http://x/v1", key: "k" },
    'models has the key "key", which is not known here: it takes upstream, model, apiKey',
  ],
  [
    { txt: "Hi" },
    'models["txt"] names no model: write "txt/*", "txt/some-model" or "*"; one model for all is a text, a function, {',
  ],
  [{ text: "Hi", txt: "Ho" }, 'models has the key "txt", which is not known here: it takes text, reasoning, refusal'],
  [{ "openai/*": "Hi", openai: "Ho" }, 'models["openai"] names no model: write "openai/*"'],
  [{ "openai/*-mini": "Hi" }, 'models["openai/*-mini"] has a * in the middle'],
  [{ "opnai/*": "Hi" }, 'models["opnai/*"] is no provider, did you mean `openai`?'],
  [{ "OpenAI/gpt-5-mini": "Hi" }, 'models["OpenAI/gpt-5-mini"] is no provider, did you mean `openai`?'],
  [{ "my_own/*": "Hi" }, 'models["my_own/*"] must be a provider\'s name'],
  [{ "openai/": "Hi" }, 'models["openai/"] names no model after its /: write "openai/*"'],
  [
    { "google-ai-studio/*": "Hi", "google/*": "Ho" },
    'models["google/*"] is models["google-ai-studio/*"] in another spelling: take one',
  ],
  [{ "openai/*": undefined }, 'models["openai/*"] is undefined'],
  [{ "openai/*": { use: "x" } }, 'models["openai/*"].use is no kind of model'],
])("the models %j are refused with what is wrong and where", (models, message) => {
  const create = () => createModels({ models: models as never })

  expect(create).toThrow(TypeError)
  expect(create).toThrow(message)
})

test("an address with a password is not repeated", () => {
  const create = () => createModels({ models: { upstream: "ftp://user:hunter2@host/v1" } })

  expect(create).toThrow(expect.objectContaining({ message: expect.not.stringContaining("hunter2") }))
})

test("isUpstream tells real servers from models", () => {
  const models = [{ upstream: "http://127.0.0.1/v1" }, { use: "echo" as const }, "upstream", say, reply]

  expect(models.map(isUpstream)).toEqual([true, false, false, false, false])
})
