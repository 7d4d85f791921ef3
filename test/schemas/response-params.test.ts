import { expect, test } from "vitest"
import { toIssues } from "../../src/schemas/issue.ts"
import { responseParamsSchema } from "../../src/schemas/response-params.ts"

const minimal = { model: "openai/gpt-5-mini", input: "Hello" }
const secret = "the-secret-prompt"

function issuesOf(params: unknown): string[] {
  const result = responseParamsSchema.safeParse(params)
  return result.success ? [] : toIssues(result.error.issues).map(({ path, message }) => `${path.join(".")} ${message}`)
}

const mistakes: readonly (readonly [what: string, params: object, issue: string])[] = [
  ["no model", { input: secret }, "model is missing, or no text"],
  ["an empty model", { ...minimal, model: "" }, "model is missing, or no text"],
  [
    "input that is one turn without a list",
    { ...minimal, input: { role: "user", content: secret } },
    'input must be text, or a list: [{ role: "user", content: "Hello" }]',
  ],
  [
    "input that is a list of texts",
    { ...minimal, input: [secret] },
    'input must be text, or a list: [{ role: "user", content: "Hello" }]',
  ],
  ["a stream that is text", { ...minimal, stream: "true" }, "stream must be true or false"],
  ["a store that is a number", { ...minimal, store: 1 }, "store must be true or false"],
  ["a background that is text", { ...minimal, background: secret }, "background must be true or false"],
  [
    "parallel tool calls as text",
    { ...minimal, parallel_tool_calls: "no" },
    "parallel_tool_calls must be true or false",
  ],
  ["a temperature that is text", { ...minimal, temperature: secret }, "temperature must be a number"],
  ["a temperature that JSON cannot write", { ...minimal, temperature: Number.NaN }, "temperature must be a number"],
  ["a top_p that is text", { ...minimal, top_p: "1" }, "top_p must be a number"],
  ["a longest answer as text", { ...minimal, max_output_tokens: "9" }, "max_output_tokens must be a number"],
  ["a number of calls as text", { ...minimal, max_tool_calls: "9" }, "max_tool_calls must be a number"],
  ["top_logprobs as text", { ...minimal, top_logprobs: "9" }, "top_logprobs must be a number"],
  ["reasoning that is a word", { ...minimal, reasoning: "low" }, "reasoning must be an object"],
  ["a text that is a word", { ...minimal, text: secret }, "text must be an object"],
  ["metadata that is text", { ...minimal, metadata: secret }, "metadata must be an object"],
  ["a prompt that is text", { ...minimal, prompt: secret }, "prompt must be an object"],
  ["a previous response as an object", { ...minimal, previous_response_id: {} }, "previous_response_id must be text"],
  ["a conversation that is a number", { ...minimal, conversation: 5 }, "conversation must be text or an object"],
  ["a tool choice that is true", { ...minimal, tool_choice: true }, "tool_choice must be text or an object"],
  ["an include that is text", { ...minimal, include: secret }, "include must be a list of texts"],
  ["a user that is a number", { ...minimal, user: 5 }, "user must be text"],
  [
    "tools that are no list",
    { ...minimal, tools: { type: "function" } },
    "tools must be a list of tools, functions with a name",
  ],
  ["a tool that is text", { ...minimal, tools: [secret] }, "tools must be a list of tools, functions with a name"],
  [
    "a function without a name",
    { ...minimal, tools: [{ type: "function" }] },
    "tools must be a list of tools, functions with a name",
  ],
]

for (const [what, params, issue] of mistakes) {
  test(`${what} is refused, with where and what for, and without the value`, () => {
    expect(issuesOf(params)).toEqual([issue])
    expect(issuesOf(params).join()).not.toContain(secret)
  })
}

test("what any provider may take passes", () => {
  for (const params of [
    minimal,
    { model: "openai/gpt-5-mini", prompt: { id: "pmpt_1" } },
    { ...minimal, input: [] },
    { ...minimal, input: [{ role: "captain", content: 5, vendor: [1] }, { type: "vendor_item" }] },
    { ...minimal, input: null, stream: null, tools: null, temperature: null, reasoning: null, conversation: null },
    { ...minimal, tools: [{ type: "vendor_search" }, { type: "function", function: { name: "depth_at" } }] },
    { ...minimal, tools: [{ type: "function", name: "depth_at" }], tool_choice: { type: "vendor" } },
    { ...minimal, reasoning: { effort: "utmost" }, truncation: 5, vendor_key: { any: [1] }, conversation: "conv_1" },
  ])
    expect(issuesOf(params), JSON.stringify(params)).toEqual([])
})
