import { expect, test, vi } from "vitest"
import type { GatewayClientOptions } from "../../src/client-options.ts"
import type { AiBinding, AiGatewayBinding } from "../../src/gateway/ai-binding.ts"
import type { FetchLike } from "../../src/gateway/request-options.ts"
import { createLogs } from "../../src/logs/create-logs.ts"
import { callerOf } from "../support/caller-of.ts"
import { collect } from "../support/fixtures.ts"
import { identity, rejection } from "../support/server.ts"
import { apiToken, envelope, log, prefix } from "./create-client.ts"

const { id } = log

// An `env.AI` whose methods fail where they are taken off it, as Cloudflare's do.
function createBinding(methods: Partial<Record<"getLog" | "patchLog", (...args: any[]) => Promise<unknown>>>) {
  const asked: unknown[][] = []
  class Gateway implements AiGatewayBinding {
    #id: string
    constructor(id: string) {
      this.#id = id
    }
    run = async () => new Response()
    getLog(...args: [string]) {
      asked.push(["getLog", this.#id, ...args])
      return methods.getLog!(...args)
    }
    patchLog(...args: [string, object]) {
      asked.push(["patchLog", this.#id, ...args])
      return methods.patchLog!(...args) as Promise<void>
    }
  }
  const binding: AiBinding = { run: async () => ({}), gateway: (id) => new Gateway(id) }
  return { asked, binding }
}

function open(methods: Parameters<typeof createBinding>[0], options?: GatewayClientOptions) {
  const { asked, binding } = createBinding(methods)
  const fetch = vi.fn<FetchLike>(async () => envelope([log]))
  const own = { binding, gateway: "my-gateway", apiToken: null, maxRetries: 0, fetch, ...options }
  return { asked, fetch, logs: createLogs(callerOf(own)) }
}

const thrown =
  (message: string, name = "Error") =>
  async () => {
    throw Object.assign(new Error(message), { name })
  }

test("a log is asked of the binding, without a token, and its date is text as over HTTP", async () => {
  const { logs, asked, fetch } = open({ getLog: async () => ({ ...log, created_at: new Date(log.created_at) }) })
  expect(await logs.get(id)).toEqual(log)
  expect(asked).toEqual([["getLog", "my-gateway", id]])
  expect(fetch).not.toHaveBeenCalled()
})

test("the binding is given the id as it is", async () => {
  const { logs, asked } = open({ getLog: async () => log })
  await logs.get("a:b")
  expect(asked).toEqual([["getLog", "my-gateway", "a:b"]])
})

test("a rating goes over the binding", async () => {
  const { logs, asked } = open({ patchLog: async () => undefined })
  expect(
    await logs.feedback(id, { feedback: 1, score: undefined, metadata: { reviewer: "ada", by: undefined } }),
  ).toBeUndefined()
  expect(asked).toStrictEqual([["patchLog", "my-gateway", id, { feedback: 1, metadata: { reviewer: "ada" } }]])
})

test.each<[what: string, message: string, name: string | undefined, known: object]>([
  ["an absent log by its name", "No such entry", "AiGatewayLogNotFound", { code: "not_found", status: 404 }],
  ["an absent log by its message", "Log not found", undefined, { code: "not_found", status: 404 }],
  [
    "an absent gateway",
    "Gateway not found",
    "AiGatewayLogNotFound",
    { code: "not_found", hint: "Check `accountId` and `gateway`" },
  ],
  ["a number", "10000: Authentication error", undefined, { code: "unauthorized", status: 401, gatewayCode: 10000 }],
  ["a number of absence", "7002: Log not found", undefined, { code: "not_found", status: 404, gatewayCode: 7002 }],
  ["a fault of the service", "Oops", "AiGatewayInternalError", { code: "server_error", status: 500, retryable: true }],
  [
    "anything else",
    "Network connection lost.",
    undefined,
    { code: "connection_failed", cause: { message: "Network connection lost." } },
  ],
])("%s that the binding throws decodes as over HTTP", async (_, message, name, known) => {
  const { logs } = open({ getLog: thrown(message, name) })
  expect(await rejection(logs.get(id))).toMatchObject(known)
})

test("what is thrown and no error is a failed connection", async () => {
  const { logs } = open({
    getLog: async () => {
      throw undefined
    },
  })
  expect(await rejection(logs.get(id))).toMatchObject({ code: "connection_failed" })
})

test("a fresh log is waited for over the binding too", async () => {
  vi.useFakeTimers()
  let looks = 0
  const { logs } = open({ getLog: () => (++looks < 3 ? thrown("Log not found")() : Promise.resolve(log)) })
  const waiting = logs.wait(id)
  await vi.advanceTimersByTimeAsync(750)
  expect(await waiting).toEqual(log)
  expect(looks).toBe(3)
  vi.useRealTimers()
})

test("an abort does not wait for a binding that hangs", async () => {
  const { logs } = open({ getLog: () => new Promise(() => {}) })
  const controller = new AbortController()
  const waiting = rejection(logs.get(id, { signal: controller.signal }))
  controller.abort("left")
  expect(await waiting).toBe("left")
})

test("what a binding has no method for goes over HTTP", async () => {
  const { logs, asked, fetch } = open({}, { accountId: identity.accountId, apiToken })
  expect(await collect(logs.list())).toEqual([log])
  await logs.request(id)
  await logs.response(id)
  await logs.delete({ all: true })
  expect(fetch.mock.calls.map(([url, { method }]) => `${method} ${url}`)).toEqual([
    `GET ${prefix}?page=1&per_page=50&order_by=created_at&order_by_direction=desc`,
    `GET ${prefix}/${id}/request`,
    `GET ${prefix}/${id}/response`,
    `DELETE ${prefix}`,
  ])
  const headers = new Headers(fetch.mock.calls[0]![1].headers)
  expect(headers.get("authorization")).toBe("Bearer test-api-token-1")
  expect(headers.has("cf-aig-authorization")).toBe(false)
  expect(asked).toEqual([])
})

test("where it cannot go over HTTP, the error names what is missing", async () => {
  const { logs, fetch } = open({})
  const message =
    "The call was not sent: `binding` has no method for this, which goes over HTTP; `accountId` is missing, and so is CF_ACCOUNT_ID in the environment; `apiToken` is missing, and so is CLOUDFLARE_API_TOKEN in the environment"
  for (const call of [() => collect(logs.list()), () => logs.request(id), () => logs.delete({ all: true })]) {
    const error = await rejection(call())
    expect(error.code).toBe("not_configured")
    expect(error.message).toBe(message)
  }
  expect(fetch).not.toHaveBeenCalled()
})

test("a binding without a gateway's name asks for one", async () => {
  const { logs, asked } = open({ getLog: async () => log }, { gateway: undefined })
  const error = await rejection(logs.get(id))
  expect(error.code).toBe("not_configured")
  expect(error.message).toContain("`gateway` is missing")
  expect(asked).toEqual([])
})

test("hooks see what is called on the binding", async () => {
  const urls: string[] = []
  const hooks = { onRequest: ({ method, url }: { method: string; url: string }) => void urls.push(`${method} ${url}`) }
  const { logs } = open({ getLog: async () => log, patchLog: async () => undefined }, { hooks })
  await logs.get("01K")
  await logs.feedback("01K", { score: 1 })
  expect(urls).toEqual([
    'GET env.AI.gateway("my-gateway").getLog("01K")',
    'PATCH env.AI.gateway("my-gateway").patchLog("01K")',
  ])
})
