import { expect, test } from "vitest"
import { filterLogs } from "../../../src/testing/logs/filter-logs.ts"
import { toLogEntry, type LogEntry, type NewLog } from "../../../src/testing/logs/log-entry.ts"
import { readLogQuery, type LogQuery } from "../../../src/testing/logs/read-log-query.ts"

const noon = Date.parse("2026-01-01T12:00:00Z")
const log = (id: string, more: Partial<NewLog>): LogEntry =>
  toLogEntry(
    {
      id,
      provider: "openai",
      model: "openai/gpt-5-mini",
      path: "chat/completions",
      duration: 10,
      success: true,
      status_code: 200,
      ...more,
    },
    noon,
  )

const logs = [
  log("a", {
    created_at: "2026-01-01T10:00:00.000Z",
    metadata: { team: "red", plan: "free" },
    tokens_in: 10,
    tokens_out: 5,
    cost: 0.5,
    feedback: 1,
    event_id: "evt-1",
    user_agent: "curl/8",
    model_type: "chat",
  }),
  log("b", {
    created_at: "2026-01-01T11:00:00.000Z",
    provider: "anthropic",
    model: "anthropic/claude-haiku-4.5",
    cached: true,
    metadata: { team: "blue" },
    tokens_in: 100,
    tokens_out: 50,
    duration: 900,
    wholesale: true,
    compatibilityMode: true,
    response_content_type: "text/event-stream",
  }),
  log("c", {
    provider: "workers-ai",
    model: "workers-ai/@cf/meta/llama",
    success: false,
    status_code: 429,
    dlp_action: "BLOCK",
    authentication: true,
    request_type: "chat",
    request_content_type: "text/plain",
  }),
]

const find = (query: Partial<LogQuery>, bodies: Record<string, string> = {}) =>
  filterLogs(
    logs,
    { filters: [], orderBy: "created_at", direction: "asc", ...query },
    ({ id }) => bodies[id] ?? "",
  ).map(({ id }) => id)

const filter = (key: string, operator: string, ...value: unknown[]): LogQuery["filters"] => {
  const query = readLogQuery(new URLSearchParams({ filters: JSON.stringify([{ key, operator, value }]) }))
  if ("problem" in query) throw new Error(query.problem)
  return query.filters
}

test.each([
  ["id", "eq", ["b"], ["b"]],
  ["id", "neq", ["b"], ["a", "c"]],
  ["provider", "eq", ["openai", "anthropic"], ["a", "b"]],
  ["model", "contains", ["CLAUDE"], ["b"]],
  ["model_type", "eq", ["chat"], ["a"]],
  ["model_type", "eq", [null], ["b", "c"]],
  ["success", "eq", [false], ["c"]],
  ["success", "eq", ["true"], ["a", "b"]],
  ["cached", "eq", [true], ["b"]],
  ["cost", "gt", [0.4], ["a"]],
  ["tokens_in", "gt", [10], ["b"]],
  ["tokens_in", "lt", ["10"], ["c"]],
  ["tokens_out", "eq", [50], ["b"]],
  ["tokens", "eq", [150], ["b"]],
  ["tokens", "eq", ["15"], ["a"]],
  ["duration", "gt", [100], ["b"]],
  ["feedback", "eq", [1], ["a"]],
  ["feedback", "eq", [null], ["b", "c"]],
  ["feedback", "gt", [0], ["a"]],
  ["event_id", "eq", ["evt-1"], ["a"]],
  ["authentication", "eq", [true], ["c"]],
  ["wholesale", "eq", [true], ["b"]],
  ["compatibilityMode", "eq", [true], ["b"]],
  ["dlp_action", "eq", ["BLOCK"], ["c"]],
  ["user_agent", "contains", ["curl"], ["a"]],
  ["request_type", "eq", ["chat"], ["c"]],
  ["request_content_type", "eq", ["text/plain"], ["c"]],
  ["response_content_type", "contains", ["event-stream"], ["b"]],
  ["created_at", "lt", ["2026-01-01T11:00:00Z"], ["a"]],
  ["created_at", "gt", ["2026-01-01T12:30:00+02:00"], ["b", "c"]],
  ["created_at", "eq", ["2026-01-01T11:00:00Z"], ["b"]],
  ["metadata.key", "eq", ["plan"], ["a"]],
  ["metadata.key", "neq", ["plan"], ["b", "c"]],
  ["metadata.value", "eq", ["blue"], ["b"]],
  ["metadata.value", "contains", ["re"], ["a"]],
  ["id", "gt", ["a"], ["b", "c"]],
  ["id", "lt", ["b", "c"], ["a"]],
])("logs are filtered by %s %s %j", (key, operator, value, expected) => {
  expect(find({ filters: filter(key, operator, ...value) })).toEqual(expected)
})

test("filters on a metadata key and a metadata value may match different entries of one log", () => {
  const filters = [...filter("metadata.key", "eq", "team"), ...filter("metadata.value", "eq", "free")]
  expect(find({ filters })).toEqual(["a"])
})

test("every filter must match", () => {
  expect(find({ filters: [...filter("success", "eq", true), ...filter("cached", "eq", false)] })).toEqual(["a"])
})

test.each([
  ["evt-1", ["a"]],
  ["CLAUDE", ["b"]],
  ["blue", ["b"]],
  ["capital of france", ["c"]],
  ["nowhere", []],
])("searching for %s looks at the log and at its bodies", (search, expected) => {
  expect(find({ search }, { c: "What is the capital of France?" })).toEqual(expected)
})

test.each([
  ["created_at", "asc", ["a", "b", "c"]],
  ["created_at", "desc", ["c", "b", "a"]],
  ["provider", "asc", ["b", "a", "c"]],
  ["model", "desc", ["c", "a", "b"]],
  ["cached", "desc", ["b", "c", "a"]],
  ["success", "asc", ["c", "a", "b"]],
] as const)("logs are ordered by %s %s", (orderBy, direction, expected) => {
  expect(find({ orderBy, direction })).toEqual(expected)
})
