import { expect, test, vi } from "vitest"
import { readBody } from "../../src/http/read-body.ts"

const response = (source: UnderlyingDefaultSource<Uint8Array>) => new Response(new ReadableStream(source))
const bytes = (text: string) => new TextEncoder().encode(text)

test("a body is read to its end, characters cut in two included", async () => {
  const [first, second, third] = [bytes("Grü🙂").slice(0, 3), bytes("Grü🙂").slice(3, 6), bytes("Grü🙂").slice(6)]
  const body = response({
    start(controller) {
      for (const part of [first!, second!, third!]) controller.enqueue(part)
      controller.close()
    },
  })

  expect(await readBody(body)).toEqual({ text: "Grü🙂" })
})

test("no body is an empty text", async () => {
  expect(await readBody(new Response(null))).toEqual({ text: "" })
})

test("a limit ends the reading, lets the rest go and keeps no byte beyond it", async () => {
  const cancel = vi.fn()
  const body = response({ pull: (controller) => controller.enqueue(bytes("x".repeat(600))), cancel })

  const { text, broken } = await readBody(body, 1000)

  expect(broken).toBeUndefined()
  expect(text).toHaveLength(1000)
  expect(cancel).toHaveBeenCalledOnce()
})

test("what came before a break stands beside its error", async () => {
  const failure = new TypeError("terminated")
  let pulls = 0
  const body = response({
    pull(controller) {
      if (pulls++ === 0) controller.enqueue(bytes("half"))
      else controller.error(failure)
    },
  })

  const { text, broken } = await readBody(body)

  expect(text).toBe("half")
  expect(broken?.error).toBe(failure)
})

test("a cancel that fails is nobody's failure", async () => {
  const body = response({
    pull: (controller) => controller.enqueue(bytes("xxxx")),
    cancel: () => Promise.reject(new Error("gone")),
  })

  expect((await readBody(body, 4)).text).toBe("xxxx")
})
