import * as fc from "fast-check"
import { expect, test } from "vitest"
import { toMessage, type ChatCompletion, type ChatCompletionParams } from "../../src/index.ts"
import { chatCompletionParamsSchema, chatCompletionSchema } from "../../src/schemas/index.ts"
import { describeIssues, toIssues } from "../../src/schemas/issue.ts"

const messages = [{ role: "user", content: "Hello" }]
const minimal = { model: "openai/gpt-5-mini", messages }

function issuesOf(params: unknown): { path: string; message: string }[] {
  const result = chatCompletionParamsSchema.safeParse(params)
  return result.success
    ? []
    : toIssues(result.error.issues).map(({ path, message }) => ({ path: path.join("."), message }))
}

const secret = "the-secret-prompt"

// What no provider could take: where it is said to be wrong.
const mistakes: readonly (readonly [what: string, params: unknown, path: string])[] = [
  ["messages that are no list", { ...minimal, messages: secret }, "messages"],
  ["no messages", { model: "openai/gpt-5-mini" }, "messages"],
  ["messages that are null", { ...minimal, messages: null }, "messages"],
  ["one message without a list", { ...minimal, messages: { role: "user", content: secret } }, "messages"],
  ["a message that is text", { ...minimal, messages: [secret] }, "messages.0"],
  ["a message without a role", { ...minimal, messages: [...messages, { content: secret }] }, "messages.1.role"],
  ["a role that is empty", { ...minimal, messages: [{ role: "", content: secret }] }, "messages.0.role"],
  ["a role that is a number", { ...minimal, messages: [{ role: 7, content: secret }] }, "messages.0.role"],
  ["content that is a number", { ...minimal, messages: [{ role: "user", content: 5 }] }, "messages.0.content"],
  [
    "content that is one part without a list",
    { ...minimal, messages: [{ role: "user", content: { type: "text", text: secret } }] },
    "messages.0.content",
  ],
  ["no model", { messages }, "model"],
  ["a model that is empty", { ...minimal, model: "" }, "model"],
  ["a model that is a number", { ...minimal, model: 4 }, "model"],
  ["a temperature that is text", { ...minimal, temperature: secret }, "temperature"],
  ["a temperature that JSON cannot write", { ...minimal, temperature: Number.NaN }, "temperature"],
  ["a top_p that is text", { ...minimal, top_p: "1" }, "top_p"],
  ["a max_tokens that is text", { ...minimal, max_tokens: "100" }, "max_tokens"],
  ["a max_completion_tokens that is text", { ...minimal, max_completion_tokens: "100" }, "max_completion_tokens"],
  ["an n that is text", { ...minimal, n: "2" }, "n"],
  ["a seed that is text", { ...minimal, seed: secret }, "seed"],
  ["a stream that is text", { ...minimal, stream: "true" }, "stream"],
  ["stop that is a number", { ...minimal, stop: 5 }, "stop"],
  ["tools that are no list", { ...minimal, tools: { type: "function" } }, "tools"],
  ["a tool that is text", { ...minimal, tools: [secret] }, "tools"],
  ["a logit_bias that is text", { ...minimal, logit_bias: secret }, "logit_bias"],
  [
    "tool calls that are no list",
    { ...minimal, messages: [{ role: "assistant", tool_calls: secret }] },
    "messages.0.tool_calls",
  ],
]

for (const [what, params, path] of mistakes) {
  test(`${what} is refused, with where and what for, and without the value`, () => {
    const issues = issuesOf(params)
    expect(issues.map((issue) => issue.path)).toSatisfy((paths: string[]) =>
      paths.some((found) => found === path || found.startsWith(`${path}.`)),
    )
    for (const { message } of issues) expect(message).toMatch(/\w+ \w+/)
    const said = describeIssues(toIssues(chatCompletionParamsSchema.safeParse(params).error!.issues))
    expect(said).toContain(path)
    expect(said).not.toContain(secret)
    expect(JSON.stringify(issues)).not.toContain(secret)
  })
}

for (const tool of [
  { type: "function" },
  { type: "function", function: null },
  { type: "function", function: {} },
  { type: "function", function: { name: "" } },
  { type: "function", function: { name: 5 } },
]) {
  test(`a function without a name is refused: ${JSON.stringify(tool)}`, () => {
    const paths = issuesOf({ ...minimal, tools: [{ type: "function", function: { name: "ok" } }, tool] }).map(
      ({ path }) => path,
    )
    expect(paths).toHaveLength(1)
    expect(paths[0]).toMatch(/^tools/)
  })
}

test("params that are no object are refused", () => {
  for (const params of [undefined, null, "hello", 5, []]) expect(issuesOf(params)).not.toEqual([])
})

test("expectations say which kind of value is wanted", () => {
  expect(issuesOf({ ...minimal, temperature: "hot" })[0]!.message).toContain("number")
  expect(issuesOf({ ...minimal, stream: "true" })[0]!.message).toMatch(/true|boolean/)
  expect(issuesOf({ ...minimal, messages: "Hello" })[0]!.message).toMatch(/list|array/)
})

const everything: ChatCompletionParams = {
  model: "anthropic/claude-sonnet-4-5",
  messages: [
    { role: "system", content: [{ type: "text", text: "Be brief", cache_control: { type: "ephemeral", ttl: "1h" } }] },
    { role: "developer", content: "Be kind" },
    {
      role: "user",
      content: [
        { type: "text", text: "Look and listen" },
        { type: "image_url", image_url: { url: "https://example.org/a.png", detail: "low" } },
        { type: "input_audio", input_audio: { data: "UklGRg==", format: "wav" } },
        { type: "file", file: { file_id: "file_1" } },
      ],
      name: "ann",
    },
    {
      role: "assistant",
      content: null,
      tool_calls: [{ id: "call_1", type: "function", function: { name: "f", arguments: "{}" } }],
    },
    {
      role: "assistant",
      tool_calls: [{ id: "call_2", type: "custom", custom: { name: "sh", input: "ls" } }],
      audio: { id: "audio_1" },
      refusal: null,
    },
    { role: "tool", tool_call_id: "call_1", content: "42" },
    { role: "function", name: "f", content: null },
  ],
  stream: true,
  stream_options: { include_usage: true, include_obfuscation: false },
  temperature: 0,
  top_p: null,
  top_k: 40,
  n: 2,
  max_tokens: null,
  max_completion_tokens: 100,
  stop: ["\n", "END"],
  seed: 2 ** 60,
  presence_penalty: -2,
  frequency_penalty: 2,
  logit_bias: { "50256": -100 },
  logprobs: true,
  top_logprobs: 20,
  reasoning_effort: "xhigh",
  verbosity: "low",
  thinking: { type: "enabled", budget_tokens: 1024 },
  response_format: { type: "json_schema", json_schema: { name: "answer", schema: {}, strict: true } },
  tools: [
    { type: "function", function: { name: "f", parameters: {}, strict: null }, cache_control: { type: "ephemeral" } },
    { type: "custom", custom: { name: "sh", format: { type: "text" } } },
  ],
  tool_choice: { type: "function", function: { name: "f" } },
  parallel_tool_calls: false,
  functions: [{ name: "old" }],
  function_call: { name: "old" },
  modalities: ["text", "audio"],
  audio: { format: "wav", voice: "alloy" },
  prediction: { type: "content", content: "known" },
  web_search_options: { search_context_size: "low", user_location: null },
  search_domain_filter: ["example.org", "-example.com"],
  store: false,
  metadata: { project: "x" },
  service_tier: "flex",
  prompt_cache_key: "k",
  prompt_cache_retention: "24h",
  safety_identifier: "u1",
  user: "u1",
}

test("every parameter that has a type passes", () => {
  expect(issuesOf(everything)).toEqual([])
  expect(issuesOf(minimal)).toEqual([])
})

test("a parameter that is undefined is as one not given, and null passes where it resets", () => {
  const { model, messages: said, ...optional } = everything
  for (const value of [undefined, null]) {
    const none = Object.fromEntries(Object.keys(optional).map((key) => [key, value]))
    expect(issuesOf({ model, messages: said, ...none })).toEqual([])
  }
})

// What some provider takes is never refused.
for (const params of [
  { ...minimal, messages: [] },
  { ...minimal, messages: [{ role: "ipython", content: "any role" }] },
  { ...minimal, messages: [{ role: "assistant" }] },
  { ...minimal, messages: [{ role: "user", content: [] }] },
  {
    ...minimal,
    messages: [{ role: "user", content: [{ type: "video_url", video_url: { url: "https://example.org/v.mp4" } }] }],
  },
  {
    ...minimal,
    messages: [
      { role: "assistant", content: [{ type: "thinking", thinking: [{ type: "text", text: "hm" }] }], prefix: true },
    ],
  },
  {
    ...minimal,
    messages: [
      { role: "assistant", content: "", tool_calls: [{ id: "x", function: { name: "f" } }], reasoning_details: [{}] },
    ],
  },
  { ...minimal, messages: Object.freeze([Object.freeze({ role: "user", content: "frozen" })]) },
  { ...minimal, temperature: 17 },
  { ...minimal, max_tokens: 0 },
  { ...minimal, stop: "" },
  { ...minimal, stop: [] },
  { ...minimal, stop: ["", "END"] },
  { ...minimal, user: "" },
  { ...minimal, tool_choice: "any" },
  { ...minimal, tool_choice: { type: "tool", name: "f" } },
  { ...minimal, tools: [] },
  { ...minimal, tools: [{ type: "web_search_20250305", name: "web_search" }] },
  { ...minimal, tools: [{ name: "f", input_schema: {} }] },
  { ...minimal, tools: [{ googleSearch: {} }] },
  { ...minimal, tools: [{ type: "function", function: { name: "a name with spaces", parameters: null } }] },
  { ...minimal, response_format: { type: "regex", pattern: "a+" } },
  { ...minimal, reasoning_effort: 0.5 },
  { ...minimal, reasoning: { effort: "high" }, provider: { order: ["a"] }, enable_search: true, safety_settings: [] },
  { ...minimal, metadata: { nested: { a: 1 } } },
]) {
  test(`${JSON.stringify(params).slice(0, 110)} passes`, () => {
    expect(issuesOf(params)).toEqual([])
  })
}

test("keys that the schema does not know pass, whatever they hold", () => {
  fc.assert(
    fc.property(
      fc.dictionary(
        fc.string().map((key) => `vendor_${key}`),
        fc.jsonValue(),
      ),
      (extra) => {
        expect(issuesOf({ ...minimal, ...extra, messages: [{ ...messages[0], ...extra }] })).toEqual([])
      },
    ),
  )
})

test("whatever was answered can be sent back", () => {
  const part = fc.oneof(fc.string(), fc.record({ type: fc.string(), text: fc.jsonValue() }))
  const message = fc.record(
    {
      role: fc.jsonValue(),
      content: fc.oneof(fc.string(), fc.constant(null), fc.array(part)),
      tool_calls: fc.oneof(
        fc.constant(null),
        fc.array(
          fc.record({ id: fc.jsonValue(), type: fc.jsonValue(), function: fc.jsonValue() }, { requiredKeys: [] }),
        ),
      ),
      audio: fc.jsonValue(),
      refusal: fc.jsonValue(),
    },
    { requiredKeys: [] },
  )
  fc.assert(
    fc.property(message, (answered) => {
      const completion = {
        id: "x",
        object: "chat.completion",
        choices: [{ index: 0, message: answered, finish_reason: "stop" }],
      }
      fc.pre(chatCompletionSchema.safeParse(completion).success)
      expect(
        issuesOf({ ...minimal, messages: [...messages, toMessage(completion as unknown as ChatCompletion)] }),
      ).toEqual([])
    }),
    { numRuns: 500 },
  )
})
