// A test's own bugs: what a scripted reply does wrong is told, and hidden by no fallback.
import { expect, onTestFinished, test, vi } from "vitest"
import { createLocalGateway, type LocalReply } from "../../../src/testing/index.ts"
import { compat, messages, start } from "./start.ts"
import { ask, wayIn, ways } from "./ways-in.ts"

const step = (provider: string, model: string) => ({
  provider,
  endpoint: "chat/completions",
  headers: {},
  query: { model, messages },
})
const model = (id: string, provider: string, name: string, success: string, fallback: string) => ({
  id,
  type: "model" as const,
  properties: { provider, model: name, retries: 0, timeout: 1000 },
  outputs: { success: { elementId: success }, fallback: { elementId: fallback } },
})
const routes = {
  support: [
    { id: "start", type: "start" as const, outputs: { next: { elementId: "first" } } },
    model("first", "openai", "one", "end", "second"),
    model("second", "groq", "two", "end", "end"),
    { id: "end", type: "end" as const, outputs: {} },
  ],
}

test.each([
  ["a universal request", "", [step("openai", "one"), step("groq", "two")]],
  ["a dynamic route", compat.path, { model: "dynamic/support", messages }],
  ["the Auto Router", compat.path, { model: "cloudflare/auto", messages }],
])("a model that throws ends %s: no other is asked in its place", async (_, path, body) => {
  const asked = vi.fn(() => {
    throw new Error("A bug of the test's own")
  })
  const { local, post } = start({ models: asked, gateways: { one: { routes } } })
  const response = await post(path, { body })

  expect([response.status, (await response.json()).error.code]).toEqual([400, "model_threw"])
  expect(asked).toHaveBeenCalledTimes(1)
  expect(local.requests.map(({ status }) => status)).toEqual([400])
  expect(local.logs.map(({ success }) => success)).toEqual([false])
})

const wrong: readonly (readonly [reply: unknown, told: string])[] = [
  [{ text: 5 }, "`text` must be text"],
  [{ refusal: null }, "`refusal` must be text"],
  [{ gateway: { logId: "a\nb" } }, "`gateway` must be an object of what headers can say: no line breaks"],
  [{ gateway: "log-1" }, "`gateway` must be an object of what headers can say: no line breaks"],
  [{ toolCalls: "x" }, '`toolCalls` must be a list of calls: [{ name: "…", input: {} }]'],
  [
    { toolCalls: [{ nme: "tide", input: {} }] },
    "`toolCalls.0.nme` is no option, did you mean `name`?; `toolCalls.0.name` is missing",
  ],
  [{ toolCalls: [{ name: "tide", input: 1n }] }, "`toolCalls.0.input` must be what JSON can say"],
  [{ toolCalls: [{ name: "tide", input: () => 1 }] }, "`toolCalls.0.input` must be what JSON can say"],
  [{ usage: { input: "3" } }, "`usage.input` must be a number of tokens, 0 or more"],
  [{ completion: { choices: {} } }, "`completion` must be an object, its choices a list"],
]

test.each(wrong)("a model's %o is told as the bug it is, on every way", async (reply, told) => {
  for (const way of ways) {
    const local = createLocalGateway({ models: () => reply as LocalReply })
    const response = await ask(local, way, { headers: { "cf-aig-max-attempts": "3" } })

    expect([way.name, response.status, await response.json()]).toEqual([
      way.name,
      400,
      {
        error: {
          message: `The local gateway's model threw: The reply of the model's function: ${told}`,
          type: "local_gateway_error",
          param: null,
          code: "model_threw",
        },
      },
    ])
  }
})

test.each(wrong)("%o is refused where it is planned, and where it is set up", (reply, told) => {
  const local = createLocalGateway()

  expect(() => local.reply(reply as LocalReply)).toThrow(new TypeError(`The reply of local.reply: ${told}`))
  expect(() => createLocalGateway({ models: { "*": reply as LocalReply } })).toThrow(told)
})

test("a completion that cannot be read is told too", async () => {
  const local = createLocalGateway({ models: () => ({ completion: { choices: [null] } }) as unknown as LocalReply })
  const response = await ask(local, wayIn("compat"), { stream: true })

  expect([response.status, (await response.json()).error.code]).toEqual([400, "model_threw"])
})

const whole = () => Response.json({ choices: [{ index: 0, message: { role: "assistant", content: "Shared" } }] })

test("one Response may be given again, planned or by a function", async () => {
  const shared = whole()
  const planned = createLocalGateway()
  planned.reply(shared, shared)
  const scripted = createLocalGateway({ models: () => shared })

  for (const local of [planned, planned, scripted, scripted])
    expect(wayIn("compat").said(await (await ask(local, wayIn("compat"))).json())).toBe("Shared")
})

const events = (cancel: (reason: unknown) => void = () => {}) => {
  let left = 100
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (left-- > 0) controller.enqueue(new TextEncoder().encode('data: {"choices":[]}\n\n'))
      else controller.close()
    },
    cancel,
  })
  return new Response(body, { headers: { "content-type": "text/event-stream" } })
}

test("a Response that streams answers once; the second time is told as a mistake", async () => {
  const shared = events()
  const local = createLocalGateway({ models: () => shared })
  const first = await ask(local, wayIn("compat"), { stream: true })
  await first.body!.cancel()
  const second = await ask(local, wayIn("compat"), { stream: true })

  expect([second.status, (await second.json()).error.message]).toEqual([
    400,
    "The local gateway's reply is a Response that was read before: give a new one each time, as in () => new Response(…)",
  ])
})

test("leaving a stream that a function gave reaches its source", async () => {
  const cancelled = vi.fn()
  const local = createLocalGateway({ models: () => events(cancelled) })
  const response = await ask(local, wayIn("compat"), { stream: true })
  const reader = response.body!.getReader()
  await reader.read()
  await reader.cancel("enough")

  expect(cancelled).toHaveBeenCalledWith("enough")
})

test("a listener that throws does not harm the answer, and is reported where there is a place for it", async () => {
  const bug = new Error("A bug of the listener's")
  const local = createLocalGateway({
    onAnswer: () => {
      throw bug
    },
  })
  expect((await ask(local, wayIn("compat"))).status).toBe(200)
  const reported = vi.fn()
  vi.stubGlobal("reportError", reported)
  onTestFinished(() => void vi.unstubAllGlobals())

  expect((await ask(local, wayIn("compat"))).status).toBe(200)
  expect(reported).toHaveBeenCalledExactlyOnceWith(bug)
})
