import { expect, test } from "vitest"
import { readLogQuery } from "../../../src/testing/logs/read-log-query.ts"

test("without a query the latest 20 logs are asked for", () => {
  expect(readLogQuery(new URLSearchParams())).toEqual({
    filters: [],
    search: undefined,
    orderBy: "created_at",
    direction: "desc",
    page: 1,
    perPage: 20,
  })
})

test("filters, search, order and page are read", () => {
  const params = new URLSearchParams({
    filters: '[{"key":"provider","operator":"eq","value":["openai"]}]',
    search: "hello",
    order_by: "provider",
    order_by_direction: "asc",
    page: "2",
    per_page: "50",
  })
  expect(readLogQuery(params)).toEqual({
    filters: [{ key: "provider", operator: "eq", value: ["openai"] }],
    search: "hello",
    orderBy: "provider",
    direction: "asc",
    page: 2,
    perPage: 50,
  })
})

test.each([
  ["filters", "{", ["filters"], "must be a JSON array of { key, operator, value }"],
  ["filters", "{}", ["filters"], "must be a JSON array of { key, operator, value }"],
  ["filters", "[1]", ["filters", 0], "must be an object { key, operator, value }"],
  ["filters", '[{"key":"id","operator":"eq","value":[]}]', ["filters", 0, "value"], "must be an array of texts"],
  ["filters", '[{"key":"id","operator":"eq","value":"a"}]', ["filters", 0, "value"], "must be an array of texts"],
  ["filters", '[{"key":"id","operator":"eq","value":[{}]}]', ["filters", 0, "value"], "must be an array of texts"],
  [
    "filters",
    '[{"key":"id","operator":"like","value":["a"]}]',
    ["filters", 0, "operator"],
    "Invalid enum value. Expected 'eq' | 'neq' | 'contains' | 'lt' | 'gt'",
  ],
  [
    "filters",
    '[{"key":"status","operator":"eq","value":[1]}]',
    ["filters", 0, "key"],
    "Invalid enum value. Expected 'id' | 'created_at'",
  ],
  ["filters", '[{"key":7,"operator":"eq","value":[1]}]', ["filters", 0, "key"], "Invalid enum value. Expected 'id'"],
  [
    "filters",
    '[{"key":"metadata_key","operator":"eq","value":[1]}]',
    ["filters", 0, "key"],
    'did you mean "metadata.key"?',
  ],
  [
    "order_by",
    "cost",
    ["order_by"],
    "Expected 'created_at' | 'provider' | 'model' | 'model_type' | 'success' | 'cached'",
  ],
  ["order_by_direction", "up", ["order_by_direction"], "Expected 'asc' | 'desc'"],
  ["page", "0", ["page"], "must be a whole number from 1"],
  ["page", "two", ["page"], "must be a whole number from 1"],
  ["per_page", "51", ["per_page"], "must be a whole number from 1 to 50"],
])("%s=%s is refused with where and why", (name, value, path, problem) => {
  expect(readLogQuery(new URLSearchParams({ [name]: value }))).toEqual({
    problem: expect.stringContaining(problem),
    path,
  })
})
