import { expect, test, vi } from "vitest"
import { readBlob } from "../../src/http/read-blob.ts"

const respond = (source: UnderlyingDefaultSource<Uint8Array>, headers: Record<string, string> = {}) =>
  new Response(new ReadableStream(source), { headers })
const png = { "content-type": "image/png" }
const never = new AbortController().signal

test("bytes are read to their end, as a Blob of the type that the response names", async () => {
  const response = respond(
    {
      start(controller) {
        for (const part of [
          [137, 80],
          [0, 255],
        ])
          controller.enqueue(new Uint8Array(part))
        controller.close()
      },
    },
    png,
  )
  const { value, broken } = await readBlob(response, never)

  expect(broken).toBeUndefined()
  expect(value).toBeInstanceOf(Blob)
  expect((value as Blob).type).toBe("image/png")
  expect(await (value as Blob).bytes()).toEqual(new Uint8Array([137, 80, 0, 255]))
})

test.each([
  ["no body", null],
  ["an empty one", ""],
])("%s is an empty text", async (_, body) => {
  expect(await readBlob(new Response(body, { headers: png }), never)).toEqual({ value: "" })
})

test.each(['{"image":"aGk="}', " [1]\n"])("JSON that does not say what it is, %j, is a text", async (text) => {
  expect(await readBlob(new Response(new TextEncoder().encode(text)), never)).toEqual({ value: text })
})

test.each(["Low tide", "7", "{", "null"])("what is no JSON object and has no type, %j, is a Blob", async (text) => {
  const { value } = await readBlob(new Response(new TextEncoder().encode(text)), never)

  expect(await (value as Blob).text()).toBe(text)
})

test("what says that it is something else stays that, although it reads as JSON", async () => {
  const { value } = await readBlob(new Response("{}", { headers: { "content-type": "text/plain" } }), never)

  expect(value).toBeInstanceOf(Blob)
})

test("what came before a break stands beside its error", async () => {
  const failure = new TypeError("terminated")
  let pulls = 0
  const response = respond(
    {
      pull(controller) {
        if (pulls++ === 0) controller.enqueue(new Uint8Array([1, 2]))
        else controller.error(failure)
      },
    },
    png,
  )
  const { value, broken } = await readBlob(response, never)

  expect(await (value as Blob).bytes()).toEqual(new Uint8Array([1, 2]))
  expect(broken?.error).toBe(failure)
})

test("an abort lets the body go, and a cancel that fails is nobody's failure", async () => {
  const cancel = vi.fn(() => Promise.reject(new Error("gone")))
  const controller = new AbortController()
  const reading = readBlob(respond({ cancel }, png), controller.signal)
  controller.abort(new Error("Enough"))
  await reading

  expect(cancel).toHaveBeenCalledExactlyOnceWith(controller.signal.reason)
})
