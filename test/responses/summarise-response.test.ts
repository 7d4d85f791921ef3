import { expect, test } from "vitest"
import { summariseResponse } from "../../src/responses/summarise-response.ts"
import type { ResponseObject } from "../../src/schemas/response-object.ts"

const summarise = (response: object) => summariseResponse(response as ResponseObject)

test("tokens are told in the words of chat completions", () => {
  const usage = {
    input_tokens: 31,
    input_tokens_details: { cached_tokens: 7 },
    output_tokens: 64,
    output_tokens_details: { reasoning_tokens: 40 },
    total_tokens: 95,
  }
  expect(summarise({ usage }).usage).toEqual({ input: 31, output: 64, total: 95, cached: 7, reasoning: 40 })
  expect(summarise({ usage: { input_tokens: 1, output_tokens: 2 } }).usage).toEqual({
    input: 1,
    output: 2,
    total: 3,
    cached: 0,
    reasoning: 0,
  })
  for (const usage of [null, undefined]) expect(summarise({ usage }).usage).toBeUndefined()
})

test.each([
  [{ status: "completed", output: [{ type: "message" }] }, "stop"],
  [{ status: "completed", output: [null, { type: "function_call" }] }, "tool_calls"],
  [{ status: "completed", output: [{ type: "custom_tool_call" }] }, "tool_calls"],
  // What the provider called by itself is answered already.
  [{ status: "completed", output: [{ type: "web_search_call" }, { type: "mcp_call" }] }, "stop"],
  [{ status: "completed" }, "stop"],
  [{ status: "incomplete", incomplete_details: { reason: "max_output_tokens" } }, "length"],
  [{ status: "incomplete", incomplete_details: { reason: "content_filter" } }, "content_filter"],
  [{ status: "incomplete", incomplete_details: { reason: "steered" } }, "steered"],
  [{ status: "incomplete", incomplete_details: null }, undefined],
  [{ status: "queued", output: [] }, undefined],
  [{ status: "in_progress", output: [] }, undefined],
  [{}, undefined],
])("%j ended by %s", (response, reason) => {
  expect(summarise(response).finishReason).toBe(reason)
})
