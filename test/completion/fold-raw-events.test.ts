import { expect, test } from "vitest"
import { createRawFold, isLastEvent } from "../../src/completion/fold-raw-events.ts"

test("tokens that several events tell are joined, the later ones over the earlier", () => {
  const fold = createRawFold()
  fold.add({ type: "message_start", message: { usage: { input_tokens: 3, output_tokens: 1 } } })
  fold.add({ type: "message_delta", usage: { output_tokens: 9 } })

  expect(fold.snapshot()).toEqual({
    text: "",
    usage: { input_tokens: 3, output_tokens: 9 },
    last: { type: "message_delta", usage: { output_tokens: 9 } },
  })
})

test("tokens of a response stand on the response", () => {
  const fold = createRawFold()
  fold.add({ type: "response.completed", response: { usage: { total_tokens: 5 } } })

  expect(fold.snapshot().usage).toEqual({ total_tokens: 5 })
})

test("a snapshot is a value of its own", () => {
  const fold = createRawFold()
  const event = { response: "Low", deep: { a: 1 } }
  fold.add(event)
  const before = fold.snapshot()
  event.deep.a = 2
  fold.add({ response: " tide" })

  expect(before).toEqual({ text: "Low", last: { response: "Low", deep: { a: 1 } } })
  expect(fold.snapshot().text).toBe("Low tide")
})

test.each([
  { choices: [{ delta: {}, finish_reason: "stop" }] },
  { candidates: [{ finishReason: "STOP" }] },
  { type: "message_stop" },
  { type: "message-end" },
  { type: "response.completed" },
  { type: "response.incomplete" },
  { type: "image_generation.completed" },
  { type: "transcript.text.done" },
])("%j ends an answer", (event) => {
  const fold = createRawFold()
  fold.add(event)

  expect(fold.isFinished()).toBe(true)
})

test.each([
  { choices: [{ delta: {}, finish_reason: null }] },
  { choices: null },
  { candidates: [{}] },
  { type: "message_delta" },
  { type: "response.output_text.done" },
  { type: "response.output_item.done" },
  { type: "response.mcp_call.failed" },
  { type: 5 },
  { response: "Low" },
])("%j does not", (event) => {
  const fold = createRawFold()
  fold.add(event)

  expect(fold.isFinished()).toBe(false)
})

test("a finish reason is not the last event: tokens come after it", () => {
  expect(isLastEvent({ choices: [{ finish_reason: "stop" }] })).toBe(false)
})
