import { expect, test } from "vitest"
import { assertRoute } from "../../../src/testing/routes/assert-route.ts"

const start = { id: "start", type: "start", outputs: { next: { elementId: "model" } } }
const end = { id: "end", type: "end", outputs: {} }
const to = (elementId: string) => ({ elementId })
const model = {
  id: "model",
  type: "model",
  properties: { provider: "openai", model: "gpt-5-mini", timeout: 60_000, retries: 4 },
  outputs: { success: to("end") },
}
const rate = {
  id: "rate",
  type: "rate",
  properties: { limitType: "count", key: "metadata.user_id", limit: 100, window: 3600 },
  outputs: { success: to("model"), fallback: to("end") },
}
const withElement = (element: object) => [start, element, model, end]
const withModel = (properties: object) => [start, { ...model, properties: { ...model.properties, ...properties } }, end]

test.each([
  ["a model alone", [start, model, end]],
  ["a model with a fallback", [start, { ...model, outputs: { success: to("end"), fallback: to("end") } }, end]],
  ["a limit", withElement(rate)],
  [
    "conditions",
    withElement({
      id: "if",
      type: "conditional",
      properties: { conditions: { "metadata.plan": "free" } },
      outputs: { true: to("model"), false: to("end") },
    }),
  ],
  [
    "the older `condition`",
    withElement({
      id: "if",
      type: "conditional",
      properties: { condition: {} },
      outputs: { true: to("model"), false: to("end") },
    }),
  ],
  ["shares", withElement({ id: "split", type: "percentage", outputs: { "12.5%": to("model"), "87.5%": to("end") } })],
  [
    "two ways to one element",
    withElement({
      id: "split",
      type: "percentage",
      outputs: { "50%": to("model"), "49%": to("model"), "1%": to("end") },
    }),
  ],
])("a route with %s can run", (_name, elements) => {
  expect(() => assertRoute("support", elements)).not.toThrow()
})

test.each<[string, unknown]>([
  ["`elements` must be a list with a start element", {}],
  ["`elements` must be a list with a start element", []],
  ["element 0 must be an object { id, type, outputs }", [1]],
  ["element 0 needs an `id`, a text", [{ type: "start" }]],
  [
    `element "a" has no known \`type\` (start, conditional, percentage, rate, model, end), did you mean "conditional"?`,
    [{ id: "a", type: "conditionals" }],
  ],
  [`element "a" has no known \`type\` (start, conditional, percentage, rate, model, end)`, [{ id: "a" }]],
  [`element "a" has no known \`type\` (start, conditional, percentage, rate, model, end)`, [{ id: "a", type: "loop" }]],
  [`element "end" needs \`outputs\`, an object`, [{ id: "end", type: "end" }]],
  [
    `element "start" has an output "next" that is not { elementId }`,
    [{ id: "start", type: "start", outputs: { next: "model" } }],
  ],
  [`element "start" has \`properties\` that are no object`, [{ ...start, properties: 1 }]],
  [`element "start" needs the output "next"`, [{ id: "start", type: "start", outputs: {} }]],
  [
    `element "if" needs the output "false"`,
    withElement({ id: "if", type: "conditional", outputs: { true: to("model") } }),
  ],
  [
    `element "if" cannot be decided: "plan" is no field: they begin with "body.", "headers.", "metadata."`,
    withElement({
      id: "if",
      type: "conditional",
      properties: { conditions: { plan: 1 } },
      outputs: { true: to("model"), false: to("model") },
    }),
  ],
  [
    `element "split" has an output "half" that is no share such as "10%"`,
    withElement({ id: "split", type: "percentage", outputs: { half: to("model") } }),
  ],
  [`element "split" needs 1 to 5 outputs`, withElement({ id: "split", type: "percentage", outputs: {} })],
  [
    `element "split" needs 1 to 5 outputs`,
    withElement({
      id: "split",
      type: "percentage",
      outputs: Object.fromEntries(["1%", "2%", "3%", "4%", "40%", "50%"].map((share) => [share, to("model")])),
    }),
  ],
  [
    `element "split" has shares that sum to 90%, not 100%`,
    withElement({ id: "split", type: "percentage", outputs: { "40%": to("model"), "50%": to("model") } }),
  ],
  [`element "rate" needs \`limitType\`, "count" or "cost"`, withElement({ ...rate, properties: {} })],
  [
    `element "rate" needs \`key\`, a field such as "metadata.user_id"`,
    withElement({ ...rate, properties: { ...rate.properties, key: "user_id" } }),
  ],
  [
    `element "rate" needs \`limit\`, a number above 0`,
    withElement({ ...rate, properties: { ...rate.properties, limit: 0 } }),
  ],
  [
    `element "rate" needs \`window\`, seconds above 0`,
    withElement({ ...rate, properties: { ...rate.properties, window: "1h" } }),
  ],
  [`element "rate" needs the output "success"`, withElement({ ...rate, outputs: {} })],
  [`element "model" needs \`provider\`, a text`, withModel({ provider: "" })],
  [`element "model" needs \`model\`, a text`, withModel({ model: undefined })],
  [`element "model" has a \`timeout\` that is no number of milliseconds above 0`, withModel({ timeout: -1 })],
  [`element "model" has \`retries\` that are no whole number from 0`, withModel({ retries: 0.5 })],
  [`element "model" needs the output "success"`, [start, { ...model, outputs: {} }, end]],
  [
    `element "end" is the end and has no outputs: \`outputs: {}\``,
    [start, model, { ...end, outputs: { next: to("start") } }],
  ],
  [`there are two elements "model"`, [start, model, model, end]],
  [`there must be one element of type "start", not 0`, [model, end]],
  [`there must be one element of type "start", not 2`, [start, { ...start, id: "start2" }, model, end]],
  [`element "model" leads by "success" to "end", which is missing`, [start, model]],
  [
    "its elements lead in a circle: model → backup → model",
    [
      start,
      { ...model, outputs: { success: to("end"), fallback: to("backup") } },
      { ...model, id: "backup", outputs: { success: to("model") } },
      end,
    ],
  ],
])("a route that cannot run says: %s", (problem, elements) => {
  expect(() => assertRoute("support", elements)).toThrow(
    new TypeError(`The dynamic route "support" cannot run: ${problem}`),
  )
})

test.each(["", "two words", "a/b", "x".repeat(65)])("a route cannot be called %j", (name) => {
  expect(() => assertRoute(name, [start, model, end])).toThrow("its name must be 1 to 64 characters without spaces")
})

test("a long chain of forks is checked at once", () => {
  const forks = Array.from({ length: 60 }, (_, index) => ({
    id: `fork${index}`,
    type: "conditional",
    outputs: {
      true: to(index < 59 ? `fork${index + 1}` : "model"),
      false: to(index < 59 ? `fork${index + 1}` : "end"),
    },
  }))
  const elements = [{ ...start, outputs: { next: to("fork0") } }, ...forks, model, end]
  expect(() => assertRoute("support", elements)).not.toThrow()
})
