import { describe, expect, test, vi } from "vitest"
import type { GatewayClientOptions } from "../../src/client-options.ts"
import { createModels } from "../../src/models/models.ts"
import { createLocalGateway } from "../../src/testing/index.ts"
import { callerOf } from "../support/caller-of.ts"
import { identity, rejection, sendJSON, startServer } from "../support/server.ts"

const { accountId } = identity
const list = (options: GatewayClientOptions, ...asked: Parameters<ReturnType<typeof createModels>["list"]>) =>
  createModels(callerOf(options)).list(...asked)

const compatWire = {
  object: "list",
  data: [
    { id: "openai/gpt-5-mini", object: "model", created_at: 1, cost_in: 2.5e-7, cost_out: 2e-6, owned_by: "openai" },
    { id: "workers-ai/@cf/meta/llama-3.3-70b", cost_in: 1e-7 },
    { id: "openai/openai/gpt-5-mini" },
  ],
}
const llama = {
  id: "0ac1",
  name: "@cf/meta/llama-3.3-70b",
  task: { name: "Text Generation" },
  tags: [],
  properties: [],
}
const bge = { ...llama, id: "0ac2", name: "@cf/baai/bge-m3", task: { name: "Text Embeddings" } }
const searchWire = (result: unknown, info?: object) => ({ success: true, errors: [], messages: [], result, ...info })

/** A `fetch` that notes what it is asked, and answers in turn; the last one again and again. */
function answering(...bodies: unknown[]) {
  let count = 0
  return vi.fn(async (_url: string, _init: RequestInit) =>
    Response.json(bodies[Math.min(count++, bodies.length - 1)], { headers: { "cf-ray": `ray-${count}` } }),
  )
}

/** What was put on the wire. */
const sentBy = (fetch: ReturnType<typeof answering>) =>
  fetch.mock.calls.map(([url, { method, headers, body }]) => {
    const names = new Headers(headers)
    names.delete("user-agent")
    return { url, method, headers: Object.fromEntries(names), body }
  })

const ids = (listings: readonly { readonly id: string }[]) => listings.map(({ id }) => id)

describe("on compat", () => {
  test("one request lists what every provider has, as the wire tells it", async () => {
    const fetch = answering(compatWire)
    const listings = await list({ ...identity, fetch }).toArray()

    expect(listings).toEqual(compatWire.data)
    expect(sentBy(fetch)).toEqual([
      {
        url: `https://gateway.ai.cloudflare.com/v1/${accountId}/my-gateway/compat/models`,
        method: "GET",
        headers: { accept: "application/json", "cf-aig-authorization": "Bearer test-token-1" },
        body: undefined,
      },
    ])
  })

  test.each([
    [{ search: "GPT" }, ["openai/gpt-5-mini", "openai/openai/gpt-5-mini"]],
    [{ author: "meta" }, ["workers-ai/@cf/meta/llama-3.3-70b"]],
    [{ author: "openai", search: "openai/openai" }, ["openai/openai/gpt-5-mini"]],
    [{ search: "nothing" }, []],
    [{ author: "met" }, []],
  ])("%j is looked for here, where no filter is known", async (params, found) => {
    const fetch = answering(compatWire)

    expect(ids(await list({ ...identity, fetch }, params).toArray())).toEqual(found)
    expect(sentBy(fetch)[0]?.url).toMatch(/\/compat\/models$/)
  })

  test.each([
    ["task", "Text Generation"],
    ["source", 1],
    ["hide_experimental", true],
    ["include_deprecated", false],
  ])("%s is refused, with the way out", async (name, value) => {
    const fetch = answering(compatWire)
    const error = await rejection(list({ ...identity, fetch }, { [name]: value }).toArray())

    expect(error).toMatchObject({
      code: "unsupported_option",
      message: `The call was not sent: \`${name}\` is not told on compat: take \`surface: "rest"\``,
    })
    expect(fetch).not.toHaveBeenCalled()
  })

  test("query and headers of client and call go along", async () => {
    const fetch = answering(compatWire)
    const options = { query: { a: "1" }, headers: { "x-a": "2" } }
    await list({ ...identity, fetch, headers: { "x-b": "3" }, query: { b: "4" } }, undefined, options).toArray()

    expect(sentBy(fetch)[0]).toEqual({
      url: `https://gateway.ai.cloudflare.com/v1/${accountId}/my-gateway/compat/models?b=4&a=1`,
      method: "GET",
      headers: {
        accept: "application/json",
        "cf-aig-authorization": "Bearer test-token-1",
        "x-a": "2",
        "x-b": "3",
      },
      body: undefined,
    })
  })
})

describe("on REST", () => {
  const rest = { ...identity, surface: "rest" } as const
  const url = `https://api.cloudflare.com/client/v4/accounts/${accountId}/ai/models/search`

  test("Workers AI is searched page by page, and an id is what a call takes", async () => {
    const info = { result_info: { page: 1, per_page: 1, count: 1, total_count: 2 } }
    const fetch = answering(searchWire([llama], info), searchWire([bge], info))
    const listings = await list(
      { ...rest, fetch },
      { search: "a b", author: "meta", hide_experimental: true, per_page: 1 },
    ).toArray()

    expect(listings).toEqual([
      { ...llama, id: "@cf/meta/llama-3.3-70b" },
      { ...bge, id: "@cf/baai/bge-m3" },
    ])
    const query = "search=a+b&author=meta&hide_experimental=true&per_page=1"
    const headers = { accept: "application/json", authorization: "Bearer test-token-1" }
    expect(sentBy(fetch)).toEqual([
      { url: `${url}?${query}&page=1`, method: "GET", headers, body: undefined },
      { url: `${url}?${query}&page=2`, method: "GET", headers, body: undefined },
    ])
  })

  test("100 come with a request, and no gateway need be named", async () => {
    const fetch = answering(searchWire([llama], { result_info: { per_page: 100 } }))
    await list({ ...rest, gateway: undefined, fetch }).toArray()

    expect(sentBy(fetch).map((request) => request.url)).toEqual([`${url}?per_page=100&page=1`])
  })

  test("where nothing tells how many there are it is read until nothing new comes", async () => {
    const fetch = answering(searchWire([llama]), searchWire([bge]), searchWire([]))

    expect(ids(await list({ ...rest, fetch }).toArray())).toEqual(["@cf/meta/llama-3.3-70b", "@cf/baai/bge-m3"])
    expect(fetch).toHaveBeenCalledTimes(3)
  })

  test("the call's own query wins", async () => {
    const fetch = answering(searchWire([]))
    await list({ ...rest, fetch }, { search: "a" }, { query: { search: "b", format: "openrouter" } }).toArray()

    expect(sentBy(fetch)[0]?.url).toBe(`${url}?search=b&per_page=100&page=1&format=openrouter`)
  })

  test("on surface auto it is asked for what compat does not tell, and for nothing else", async () => {
    const fetch = answering(searchWire([]))
    const auto = { ...identity, surface: "auto", fetch } as const
    await list(auto, { task: "Text Generation" }).toArray()
    const other = answering(compatWire)
    await list({ ...auto, fetch: other }, { search: "gpt" }).toArray()

    expect(sentBy(fetch)[0]?.url).toBe(`${url}?task=Text+Generation&per_page=100&page=1`)
    expect(sentBy(other)[0]?.url).toMatch(/\/my-gateway\/compat\/models$/)
  })
})

describe("over the binding", () => {
  class Ai {
    // Cloudflare's throws where its methods are taken off.
    readonly #pages: (() => unknown)[]
    readonly asked: unknown[] = []
    constructor(...pages: (() => unknown)[]) {
      this.#pages = pages
    }
    async run(): Promise<unknown> {
      throw new Error("not to be run")
    }
    gateway(): never {
      throw new Error("no gateway is asked")
    }
    async models(params?: object) {
      this.asked.push(params)
      return this.#pages[this.asked.length - 1]?.() ?? []
    }
  }

  test("its search is read page by page", async () => {
    const binding = new Ai(
      () => [llama],
      () => [bge],
    )
    const listings = list({ binding, gateway: "my-gateway" }, { task: "Text Generation" })

    expect(ids(await listings.toArray())).toEqual(["@cf/meta/llama-3.3-70b", "@cf/baai/bge-m3"])
    expect(binding.asked).toEqual([1, 2, 3].map((page) => ({ task: "Text Generation", per_page: 100, page })))
    expect(listings.gateway?.attempts).toHaveLength(1)
  })

  test("what it throws is decoded", async () => {
    const binding = new Ai(() => {
      throw new Error("3040: Capacity temporarily exceeded")
    })
    const error = await rejection(list({ binding, gateway: "my-gateway", maxRetries: 0 }).toArray())

    expect(error).toMatchObject({ code: "rate_limited", status: 429, gatewayCode: 3040 })
  })

  test("one that cannot search is refused, with the way out", async () => {
    const binding = { run: vi.fn(), gateway: vi.fn() }
    const error = await rejection(list({ binding, gateway: "my-gateway" }).toArray())

    expect(error).toMatchObject({
      code: "unsupported_option",
      message: 'The call was not sent: `binding` has no `models`: take `surface: "rest"`',
    })
    expect(binding.run).not.toHaveBeenCalled()
  })

  test("a missing one is said to be missing", async () => {
    const error = await rejection(list({ surface: "binding", gateway: "my-gateway" }).toArray())

    expect(error).toMatchObject({ code: "not_configured", message: expect.stringContaining("give env.AI") })
  })
})

const ofModels: GatewayClientOptions = {
  gateway: {
    id: "my-gateway",
    byokAlias: "live",
    noWholesale: true,
    metadata: { team: "a" },
    sessionId: "s-1",
    retries: { maxAttempts: 3 },
  },
  providerKey: { openai: "sk-1234567890", "workers-ai": "sk-0987654321" },
  extraBody: { seed: 1 },
}

test.each(["compat", "rest", "auto"] as const)(
  "what a client on %s wants of models keeps nothing from being listed, and stays out",
  async (surface) => {
    const fetch = answering(surface === "rest" ? searchWire([llama], { result_info: { total_count: 1 } }) : compatWire)
    await list({ ...identity, ...ofModels, surface, fetch }).toArray()

    expect(sentBy(fetch).map(({ headers, body }) => ({ headers, body }))).toEqual([
      {
        headers: {
          accept: "application/json",
          [surface === "rest" ? "authorization" : "cf-aig-authorization"]: "Bearer test-token-1",
        },
        body: undefined,
      },
    ])
  },
)

test("what a client over a binding wants of models keeps nothing from being listed, and stays out", async () => {
  const models = vi.fn(async (_params: unknown, ..._more: unknown[]) => [llama])
  const binding = {
    run: vi.fn(),
    gateway: vi.fn(),
    models: (...given: unknown[]) => models(given[0], ...given.slice(1)),
  }
  await list({ binding, ...ofModels }).toArray()

  expect(models.mock.calls).toEqual([[{ per_page: 100, page: 1 }], [{ per_page: 100, page: 2 }]])
})

test("options that are for models are refused", async () => {
  const fetch = answering(compatWire)
  const options: any = { gateway: { metadata: { a: "1" } }, providerKey: "sk-1234567890", extraBody: { a: 1 } }
  const error = await rejection(list({ ...identity, fetch }, {}, options).toArray())

  expect(error.code).toBe("unsupported_option")
  expect(error.issues).toEqual(
    ["gateway", "providerKey", "extraBody"].map((name) => ({
      path: [name],
      message: "is for calls that ask a model: leave it out",
    })),
  )
  expect(fetch).not.toHaveBeenCalled()
})

describe("a listing", () => {
  const rest = { ...identity, surface: "rest", maxRetries: 0 } as const

  test.each([
    [identity, { models: [] }, "The reply is no list of models: `the reply` must be a list"],
    [identity, { data: [{ object: "model" }] }, "The reply is no list of models: `0.id` is missing, or no text"],
    [rest, searchWire(null), "The reply is no list of models: `the reply` must be a list"],
    [rest, searchWire([llama, null]), "The reply is no list of models: `1.id` is missing, or no text"],
  ])("that is none is refused, with its body (%#)", async (options, body, message) => {
    const error = await rejection(list({ ...options, fetch: answering(body) }).toArray())

    expect(error).toMatchObject({ code: "invalid_response", message, body, gateway: { ray: "ray-1" } })
  })

  test.each([
    [identity, { models: [] }, []],
    [identity, { data: [{ object: "model" }, { id: "a/b" }] }, ["a/b"]],
    [rest, searchWire([null, llama], { result_info: { per_page: 100 } }), ["@cf/meta/llama-3.3-70b"]],
  ])("gives what has an id where nothing is checked (%#)", async (options, body, found) => {
    const listings = list({ ...options, validate: "off", fetch: answering(body) })

    expect(ids(await listings.toArray())).toEqual(found)
  })

  test.each([
    [{ search: 1 }, "`search` must be text"],
    [{ hide_experimental: "yes" }, "`hide_experimental` must be true or false"],
    [{ per_page: "all" }, "`per_page` must be a number"],
    [{ serch: "llama" }, "`serch` is no option, did you mean `search`?"],
    [{ q: 1 }, "`q` is no option"],
    [{ page: 2 }, "`page` is no option"],
    [{ limit: 5 }, "`limit` is no option: `per_page` counts a page, and `break` ends the list"],
    [{ serch: "llama", author: 1 }, "`serch` is no option, did you mean `search`?; `author` must be text"],
    ["llama", '`params` must be an object: { search: "llama" }'],
    [null, '`params` must be an object: { search: "llama" }'],
    [["llama"], '`params` must be an object: { search: "llama" }'],
  ])("with %j is refused before the wire", async (params, message) => {
    const fetch = answering(searchWire([]))
    const error = await rejection(list({ ...rest, fetch }, params as never).toArray())

    expect(error).toMatchObject({ code: "invalid_request", message: `The call was not sent: ${message}` })
    expect(fetch).not.toHaveBeenCalled()
  })

  test("with names of any kind goes out where requests are not judged", async () => {
    const fetch = answering(searchWire([]))
    await list({ ...rest, fetch, validate: { request: "off" } }, { q: 1 } as never).toArray()

    expect(sentBy(fetch)[0]?.url).toMatch(/\?q=1&per_page=100&page=1$/)
  })

  test("by a text is refused even where requests are not judged", async () => {
    const fetch = answering(searchWire([]))
    const error = await rejection(list({ ...rest, fetch, validate: "off" }, "llama" as never).toArray())

    expect(error).toMatchObject({ code: "invalid_request" })
    expect(fetch).not.toHaveBeenCalled()
  })

  test("sends nothing before it is read", async () => {
    const fetch = answering(compatWire)
    const listings = list({ ...identity, fetch })

    expect(fetch).not.toHaveBeenCalled()
    expect(listings.gateway).toBeUndefined()
    for await (const _ of listings) break
    expect(fetch).toHaveBeenCalledTimes(1)
    expect(listings.gateway).toMatchObject({ ray: "ray-1", attempts: [{ status: 200, waitMs: 0 }] })
  })

  test("that is refused throws as other calls do", async () => {
    const body = searchWire(null)
    const fetch = async () =>
      Response.json(
        { ...body, success: false, errors: [{ code: 10000, message: "Authentication error" }] },
        { status: 401 },
      )
    const error = await rejection(list({ ...rest, fetch }).toArray())

    expect(error).toMatchObject({ code: "unauthorized", status: 401, gatewayCode: 10000 })
  })

  test("that is aborted between two pages rejects with the caller's reason", async () => {
    const fetch = answering(searchWire([llama]), searchWire([bge]))
    const controller = new AbortController()
    const reading = (async () => {
      for await (const _ of list({ ...rest, fetch }, {}, { signal: controller.signal })) controller.abort("left")
    })()

    expect(await rejection(reading)).toBe("left")
    expect(fetch).toHaveBeenCalledTimes(1)
  })

  test("tells hooks of each page, without the token", async () => {
    const onRequest = vi.fn()
    const onFinish = vi.fn()
    await list({
      ...rest,
      fetch: answering(searchWire([llama]), searchWire([])),
      hooks: { onRequest, onFinish },
    }).toArray()

    expect(onRequest).toHaveBeenCalledTimes(2)
    expect(onFinish).toHaveBeenCalledTimes(2)
    expect(onRequest.mock.calls[0]?.[0]).toMatchObject({ method: "GET", body: undefined })
    expect(JSON.stringify(onRequest.mock.calls)).not.toContain("test-token-1")
  })
})

test("over a socket a listing is a GET without a body", async () => {
  await using server = await startServer((response) => sendJSON(response, compatWire))
  await list(server.options).toArray()

  expect(server.requests.map(({ method, path, body }) => ({ method, path, body }))).toEqual([
    { method: "GET", path: "/compat/models", body: "" },
  ])
  expect(server.requests[0]?.headers).toMatchObject({ "cf-aig-authorization": "Bearer test-token-1" })
  expect(server.requests[0]?.headers).not.toHaveProperty("authorization")
  expect(server.requests[0]?.headers).not.toHaveProperty("content-type")
  expect(server.requests[0]?.headers).not.toHaveProperty("content-length")
})

describe("against the local gateway", () => {
  const local = createLocalGateway()
  const apiToken = local.env.CLOUDFLARE_API_TOKEN
  const clients: [string, GatewayClientOptions, string][] = [
    ["compat", local.options, "workers-ai/@cf/meta/llama-3.3-70b-instruct-fp8-fast"],
    ["auto", { ...local.options, apiToken, surface: "auto" }, "workers-ai/@cf/meta/llama-3.3-70b-instruct-fp8-fast"],
    [
      "rest",
      { ...local.options, baseURL: undefined, token: apiToken, surface: "rest" },
      "@cf/meta/llama-3.3-70b-instruct-fp8-fast",
    ],
    ["binding", local.bindingOptions, "@cf/meta/llama-3.3-70b-instruct-fp8-fast"],
  ]

  test.each(clients)("Llama is found on %s", async (_, options, id) => {
    expect(ids(await list(options, { search: "llama", author: "meta" }).toArray())).toEqual([id])
  })
})

test("what is looked for stands in no error", async () => {
  const fetch = async () =>
    Response.json({ errors: [{ code: 7001, message: "Bad search: who wrote of May" }] }, { status: 400 })
  const listing = list({ ...identity, surface: "rest", maxRetries: 0, fetch }, { search: "who wrote of May" })
  expect((await rejection(listing.toArray())).message).toBe("Bad search: [redacted] (HTTP 400, Cloudflare code 7001)")
})
