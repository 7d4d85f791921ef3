import { expect, test } from "vitest"
import { createCompletionStream } from "../../src/testing/index.ts"

test.each(["textStream", "toServerSentEvents"] as const)(
  "%s: a loop goes on where one call of next() left off",
  async (part) => {
    const stream = createCompletionStream("One two three")
    const iterator = (part === "textStream" ? stream.textStream : stream.toServerSentEvents())[Symbol.asyncIterator]()
    const first = await iterator.next()
    const rest: string[] = []
    for await (const text of { [Symbol.asyncIterator]: () => iterator }) rest.push(text)
    const again = (iterator as AsyncIterableIterator<string>)[Symbol.asyncIterator]()

    expect(first.value).toContain("One")
    expect(rest.join("")).toMatch(/ two.* three/s)
    expect(again).toBe(iterator)
  },
)
