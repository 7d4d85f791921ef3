import { expect, test, vi } from "vitest"
import { createFetchPipe } from "../../src/http/fetch-pipe.ts"
import { rejection } from "../support/server.ts"

const init = () => ({ body: "{}", headers: { "x-a": "1" }, signal: new AbortController().signal })

test("a failure is the platform's own, not ofetch's with the URL in it", async () => {
  const thrown = new TypeError("fetch failed")
  const pipe = createFetchPipe(async () => {
    throw thrown
  })

  expect(await rejection(pipe("https://x.example/secret", init()))).toBe(thrown)
})

test("a fetch that rejects with nothing gives an error without the URL", async () => {
  const pipe = createFetchPipe(() => Promise.reject())
  const error = await rejection(pipe("https://x.example/secret", init()))

  expect(error).toBeInstanceOf(TypeError)
  expect(String(error)).not.toContain("secret")
})

test("a refusal comes back as a response, unread and asked for once", async () => {
  const fetch = vi.fn(async () => Response.json({ error: 1 }, { status: 503, headers: { "retry-after": "0" } }))
  const response = await createFetchPipe(fetch)("https://x.example/", init())

  expect([response.status, response.bodyUsed]).toEqual([503, false])
  expect(await response.json()).toEqual({ error: 1 })
  expect(fetch).toHaveBeenCalledTimes(1)
  expect(fetch).toHaveBeenCalledWith(
    "https://x.example/",
    expect.objectContaining({ method: "POST", redirect: "manual", body: "{}" }),
  )
})

test("the platform's fetch is looked up at each call", async () => {
  const pipe = createFetchPipe(undefined)
  vi.stubGlobal("fetch", async () => new Response("stubbed later"))
  const text = await (await pipe("https://x.example/", init())).text()
  vi.unstubAllGlobals()

  expect(text).toBe("stubbed later")
})
