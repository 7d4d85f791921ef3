import { expect, test } from "vitest"
import { describeIssues, toIssues } from "../../src/schemas/issue.ts"
import { messageParamsSchema } from "../../src/schemas/message-params.ts"

const good = { model: "anthropic/claude-sonnet-4-5", messages: [{ role: "user", content: "Hello" }], max_tokens: 100 }

function problems(params: unknown): string {
  const result = messageParamsSchema.safeParse(params)
  return result.success ? "" : describeIssues(toIssues(result.error.issues), "params")
}

test("params that a provider may take pass, whatever else they say", () => {
  expect(problems(good)).toBe("")
  expect(problems({ model: "minimax/any", messages: [] })).toBe("")
  expect(
    problems({
      ...good,
      messages: [
        { role: "someone", content: [{ type: "of next year", anything: 1 }, {}] },
        { role: "user", content: "" },
        { role: "assistant", content: [] },
      ],
      system: [{ type: "text", text: "Be brief", cache_control: { type: "ephemeral" } }],
      stream: true,
      temperature: 9,
      stop_sequences: ["END"],
      tools: [
        { type: "web_search_20250305", name: "web_search" },
        { name: "f", input_schema: {} },
      ],
      tool_choice: { type: "of next year" },
      thinking: { type: "adaptive" },
      output_config: { effort: "enormous" },
      metadata: { user_id: null },
      service_tier: "of next year",
      container: "c1",
      vendor: [1],
    }),
  ).toBe("")
})

test("null is as good as nothing where nothing is", () => {
  const nothing = {
    max_tokens: null,
    system: null,
    stream: null,
    temperature: undefined,
    top_p: null,
    top_k: null,
    stop_sequences: null,
    tools: null,
    tool_choice: null,
    thinking: null,
    output_config: null,
    metadata: null,
  }
  expect(problems({ ...good, ...nothing })).toBe("")
})

const turn = (content: unknown): object => ({ ...good, messages: [{ role: "user", content }] })

for (const [params, problem] of [
  ["Hello", "`params` must be an object"],
  [{ ...good, model: "" }, "`model` is missing, or no text"],
  [{ model: "m" }, '`messages` must be a list: [{ role: "user", content: "Hello" }]'],
  [{ ...good, messages: "Hello" }, '`messages` must be a list: [{ role: "user", content: "Hello" }]'],
  [{ ...good, messages: ["Hello"] }, "`messages.0` must be an object"],
  [{ ...good, messages: [{ content: "Hello" }] }, "`messages.0.role` is missing, or no text"],
  [turn(undefined), "`messages.0.content` must be text or a list of blocks"],
  [turn(null), "`messages.0.content` must be text or a list of blocks"],
  [turn(5), "`messages.0.content` must be text or a list of blocks"],
  [turn({ type: "text" }), "`messages.0.content` must be text or a list of blocks"],
  [turn(["Hello"]), "`messages.0.content` must be text or a list of blocks"],
  [{ ...good, max_tokens: "100" }, "`max_tokens` must be a number"],
  [{ ...good, max_tokens: Number.NaN }, "`max_tokens` must be a number"],
  [{ ...good, temperature: "1" }, "`temperature` must be a number"],
  [{ ...good, system: 5 }, "`system` must be text or a list of blocks"],
  [{ ...good, system: [5] }, "`system` must be text or a list of blocks"],
  [{ ...good, stream: "yes" }, "`stream` must be true or false"],
  [{ ...good, stop_sequences: "END" }, "`stop_sequences` must be a list of texts"],
  [{ ...good, stop_sequences: [5] }, "`stop_sequences` must be a list of texts"],
  [{ ...good, tools: {} }, "`tools` must be a list of tools"],
  [{ ...good, tools: ["f"] }, "`tools` must be a list of tools"],
  [{ ...good, tool_choice: "auto" }, "`tool_choice` must be an object"],
  [{ ...good, thinking: true }, "`thinking` must be an object"],
  [{ ...good, output_config: "high" }, "`output_config` must be an object"],
  [{ ...good, metadata: "me" }, "`metadata` must be an object"],
] as const) {
  test(`${JSON.stringify(params)} is told: ${problem}`, () => {
    expect(problems(params)).toBe(problem)
  })
}

test("a complaint tells nothing of what was sent", () => {
  expect(problems({ ...turn(["a secret prompt"]), system: { key: "a secret token" } })).not.toContain("secret")
})
