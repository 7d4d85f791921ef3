import { expect, test, vi } from "vitest"
import { parseFaults } from "../../../src/testing/faults/parse-fault.ts"
import { spoilStream } from "../../../src/testing/faults/spoil-stream.ts"

/** Bytes in reads of our choosing, and what comes of them: a text for each piece. */
async function spoil(reads: readonly string[], faults: string, cancel: () => void = () => {}): Promise<string[]> {
  const left = reads.map((read) => Uint8Array.from(read, (character) => character.charCodeAt(0)))
  const bytes = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        const read = left.shift()
        if (read) controller.enqueue(read)
        else controller.close()
      },
      cancel,
    },
    { highWaterMark: 0 },
  )
  const pieces: string[] = []
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true })
  for await (const piece of spoilStream(bytes, parseFaults(faults))) pieces.push(decoder.decode(piece))
  return pieces
}

test.each<[string, string[], string[]]>([
  ["several in one read", ["data: 1\n\ndata: 2\n\n"], ["data: 1\n\n", "data: 2\n\n"]],
  ["one over several reads", ["da", "ta: 1\n", "\nda", "ta: 2\n\n"], ["data: 1\n\n", "data: 2\n\n"]],
  ["CRLF that is cut", ["data: 1\r\n\r", "\ndata: 2\r\n\r\n"], ["data: 1\r\n\r\n", "data: 2\r\n\r\n"]],
  ["several lines", ["event: a\ndata: 1\n\n"], ["event: a\ndata: 1\n\n"]],
  ["a last one without its blank line", ["data: 1\n\ndata: 2"], ["data: 1\n\n", "data: 2"]],
  // "é" and a mark of the byte order, by their bytes.
  ["letters that are cut", ["data: \xC3", "\xA9\n\n"], ["data: é\n\n"]],
  ["a byte order mark", ["\xEF\xBB\xBFdata: 1\n\n"], ["\uFEFFdata: 1\n\n"]],
  ["nothing", [], []],
])("events come one by one whatever the reads: %s", async (_, reads, pieces) => {
  expect(await spoil(reads, "latency")).toEqual(pieces)
})

test("after an error midway nothing more is read", async () => {
  const cancelled = vi.fn()
  const pieces = await spoil(["data: 1\n\ndata: 2\n\n", "data: 3\n\n"], "error-midway; after=1", cancelled)

  expect(pieces).toEqual([
    "data: 1\n\n",
    'data: {"error":{"message":"The server had an error while processing your request.","type":"server_error","param":null,"code":null}}\n\n',
  ])
  expect(cancelled).toHaveBeenCalledTimes(1)
})

test("an error midway comes at the end of a stream that is shorter", async () => {
  const pieces = await spoil(["event: ping\ndata: {}\n\n"], "error-midway; after=9")

  expect(pieces).toEqual([
    "event: ping\ndata: {}\n\n",
    'event: error\ndata: {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}\n\n',
  ])
})

test("a reader that leaves lets go of the source", async () => {
  const cancelled = vi.fn()
  const reader = spoilStream(new ReadableStream({ cancel: cancelled }), parseFaults("crlf")).getReader()
  await reader.cancel("enough")

  expect(cancelled).toHaveBeenCalledWith("enough")
})

test("a source that breaks breaks the stream with its own error", async () => {
  const error = new TypeError("terminated there")
  const reader = spoilStream(
    new ReadableStream({ start: (controller) => controller.error(error) }),
    parseFaults("crlf"),
  ).getReader()

  await expect(reader.read()).rejects.toBe(error)
})

test("a finish is found and usage left out however the server spaces its JSON", async () => {
  const finish = 'data:{"choices": [{"finish_reason": "stop"}], "usage": {}}\n\n'

  expect(await spoil([finish], "duplicate-finish")).toEqual([finish, finish])
  expect(await spoil([finish], "missing-usage")).toEqual(['data: {"choices":[{"finish_reason":"stop"}]}\n\n'])
})
