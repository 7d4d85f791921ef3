import { describe, expect, test, vi } from "vitest"
import type { GatewayClientOptions } from "../../src/client-options.ts"
import { createEmbeddings } from "../../src/embeddings/embeddings.ts"
import { providers } from "../../src/gateway/providers.ts"
import { toVector } from "../../src/embeddings/to-vector.ts"
import { createLocalGateway } from "../../src/testing/index.ts"
import { callerOf } from "../support/caller-of.ts"
import { identity, rejection } from "../support/server.ts"

const { accountId } = identity
const embed = (options: GatewayClientOptions) => createEmbeddings(callerOf(options)).create

const wire = {
  object: "list",
  data: [{ object: "embedding", index: 0, embedding: [0.5, -1] }],
  model: "text-embedding-3-small",
  usage: { prompt_tokens: 2, total_tokens: 2 },
}
const texts = { model: "openai/text-embedding-3-small", input: ["high tide", "low tide"] }

/** A `fetch` that notes what it is asked and gives the same answer each time. */
function answering(body: unknown, init?: ResponseInit) {
  return vi.fn(async (_url: string, _init: RequestInit) => Response.json(body, init))
}

/** What was put on the wire. */
function sentBy(fetch: ReturnType<typeof answering>) {
  const [url, { method, headers, body }] = fetch.mock.calls[0]!
  const names = new Headers(headers)
  names.delete("user-agent")
  return { url, method, headers: Object.fromEntries(names), body: JSON.parse(String(body)) }
}

const json = { accept: "application/json", "content-type": "application/json" }

describe("on the wire", () => {
  test("a provider's own path takes the bare model and the gateway's token", async () => {
    const fetch = answering(wire)
    await embed({ ...identity, fetch })({ ...texts, dimensions: 256, user: "u-1" })

    expect(sentBy(fetch)).toEqual({
      url: `https://gateway.ai.cloudflare.com/v1/${accountId}/my-gateway/openai/embeddings`,
      method: "POST",
      headers: { ...json, "cf-aig-authorization": "Bearer test-token-1" },
      body: { model: "text-embedding-3-small", input: ["high tide", "low tide"], dimensions: 256, user: "u-1" },
    })
  })

  test("a provider's own key goes beside the token, and gateway options as headers", async () => {
    const fetch = answering(wire)
    const gateway = { cacheKey: "tides", byokAlias: "team" }
    await embed({ ...identity, fetch, providerKey: { openai: "sk-1" } })(texts, { gateway })

    expect(sentBy(fetch).headers).toEqual({
      ...json,
      authorization: "Bearer sk-1",
      "cf-aig-authorization": "Bearer test-token-1",
      "cf-aig-byok-alias": "team",
      "cf-aig-cache-key": "tides",
    })
  })

  test.each([
    ["mistral/mistral-embed", "mistral/v1/embeddings", "mistral-embed"],
    ["openrouter/openai/text-embedding-3-small", "openrouter/v1/embeddings", "openai/text-embedding-3-small"],
    ["perplexity/embed", "perplexity-ai/embeddings", "embed"],
    ["xai/embed", "grok/v1/embeddings", "embed"],
    ["grok/embed", "grok/v1/embeddings", "embed"],
    ["groq/embed", "groq/embeddings", "embed"],
    ["deepseek/embed", "deepseek/embeddings", "embed"],
    ["cerebras/embed", "cerebras/embeddings", "embed"],
    ["baseten/embed", "baseten/v1/embeddings", "embed"],
    ["fireworks/nomic-ai/nomic-embed-text-v1.5", "fireworks/embeddings", "nomic-ai/nomic-embed-text-v1.5"],
  ])("%s is asked at %s", async (model, path, bare) => {
    const fetch = answering(wire)
    await embed({ ...identity, fetch })({ model, input: "tide" })

    expect(sentBy(fetch)).toMatchObject({
      url: `https://gateway.ai.cloudflare.com/v1/${accountId}/my-gateway/${path}`,
      body: { model: bare, input: "tide" },
    })
  })

  test("whoever is asked in OpenAI's words takes its key as OpenAI does", async () => {
    const asked = providers.filter(({ openai, slug }) => openai !== undefined && slug !== "workers-ai")
    for (const { slug, prefix = slug } of asked) {
      const fetch = answering(wire)
      await embed({ ...identity, fetch })({ model: `${prefix}/embed`, input: "tide" }, { providerKey: "sk-1234567890" })

      expect([slug, sentBy(fetch).headers]).toEqual([
        slug,
        { ...json, authorization: "Bearer sk-1234567890", "cf-aig-authorization": "Bearer test-token-1" },
      ])
    }
    expect(asked.map(({ slug, keyHeader, keyScheme }) => [slug, keyHeader + keyScheme])).toEqual(
      asked.map(({ slug }) => [slug, "authorizationBearer "]),
    )
    expect(asked).toHaveLength(10)
  })

  const workersAI = {
    url: `https://api.cloudflare.com/client/v4/accounts/${accountId}/ai/v1/embeddings`,
    method: "POST",
    headers: { ...json, authorization: "Bearer test-token-1", "cf-aig-gateway-id": "my-gateway" },
    body: { model: "@cf/baai/bge-m3", input: "tide" },
  }

  test.each(["@cf/baai/bge-m3", "workers-ai/@cf/baai/bge-m3"])(
    "%s is asked on REST by a compat client",
    async (model) => {
      const fetch = answering(wire)
      await embed({ ...identity, fetch })({ model, input: "tide" })

      expect(sentBy(fetch)).toEqual(workersAI)
    },
  )

  test.each(["rest", "auto"] as const)("Workers AI is asked on REST on surface %s", async (surface) => {
    const fetch = answering(wire)
    await embed({ ...identity, surface, fetch })({ model: "@cf/baai/bge-m3", input: "tide" })

    expect(sentBy(fetch)).toEqual(workersAI)
  })

  test("REST takes the API token where there is one, and the gateway's host never sees it", async () => {
    const fetch = answering(wire)
    const create = embed({ ...identity, apiToken: "api-token-1", fetch })
    await create({ model: "@cf/baai/bge-m3", input: "tide" })
    await create(texts)

    expect(sentBy(fetch).headers).toMatchObject({ authorization: "Bearer api-token-1" })
    const second = new Headers(fetch.mock.calls[1]![1].headers)
    expect(second.get("authorization")).toBeNull()
    expect(second.get("cf-aig-authorization")).toBe("Bearer test-token-1")
  })

  test("a REST client asks others on the gateway's host", async () => {
    const fetch = answering(wire)
    await embed({ ...identity, surface: "rest", fetch })(texts)

    expect(sentBy(fetch).url).toBe(`https://gateway.ai.cloudflare.com/v1/${accountId}/my-gateway/openai/embeddings`)
  })

  test.each([
    [
      "anthropic/claude-sonnet-4-5",
      "`model` anthropic/… has no documented path for embeddings: call through client.provider(…)",
    ],
    ["cohere/embed-v4.0", "`model` cohere/… has no documented path for embeddings: call through client.provider(…)"],
    [
      "google/gemini-embedding-001",
      "`model` google-ai-studio/… has no documented path for embeddings: call through client.provider(…)",
    ],
    [
      "custom-acme/embed",
      "`model` custom-acme/… has no documented path for embeddings: call through client.provider(…)",
    ],
    ...["alibaba", "minimax", "z-ai"].map((author): [string, string] => [
      `${author}/embed`,
      `\`model\` ${author}/… has no documented path for embeddings: client.run alone asks it`,
    ]),
    ["dynamic/route", "`model` dynamic/… has no documented path for embeddings: call through client.provider(…)"],
    ["mistrall/embed", "`model` is no provider known here, did you mean mistral?"],
    [
      "text-embedding-3-small",
      "`model` names no provider: write provider/model, as openai/gpt-5-mini or workers-ai/@cf/…",
    ],
  ])("%s is refused before the wire, with the way out", async (model, message) => {
    const fetch = answering(wire)
    const error = await rejection(embed({ ...identity, fetch })({ model, input: "tide" }))

    expect(error).toMatchObject({ code: "invalid_model", message: `The call was not sent: ${message}` })
    expect(fetch).not.toHaveBeenCalled()
  })
})

describe("over the binding", () => {
  const native = {
    shape: [2, 2],
    data: [
      [0.5, -1],
      [0, 2],
    ],
    pooling: "cls",
  }
  const binding = (answer: () => unknown) => ({
    run: vi.fn<(...given: unknown[]) => Promise<unknown>>(async () => answer()),
    runProvider: vi.fn<(...given: unknown[]) => Promise<Response>>(async () => answer() as Response),
    gateway(id: string) {
      const run = (data: unknown) => this.runProvider(id, data)
      return { run, getLog: async () => undefined, patchLog: async () => {} }
    },
  })

  test("Workers AI is run with texts, and its vectors become OpenAI's list", async () => {
    const bound = binding(() => Response.json(native, { headers: { "cf-aig-log-id": "log-1" } }))
    const reply = await embed({ binding: bound, gateway: "my-gateway" })({
      model: "@cf/baai/bge-m3",
      input: ["high", "low"],
      encoding_format: "float",
      user: "u-1",
    })

    expect(bound.run.mock.calls[0]).toEqual([
      "@cf/baai/bge-m3",
      { text: ["high", "low"] },
      { gateway: { id: "my-gateway" }, extraHeaders: {}, returnRawResponse: true, signal: expect.any(AbortSignal) },
    ])
    expect(reply).toEqual({
      object: "list",
      data: [
        { object: "embedding", index: 0, embedding: [0.5, -1] },
        { object: "embedding", index: 1, embedding: [0, 2] },
      ],
      model: "@cf/baai/bge-m3",
      shape: [2, 2],
      pooling: "cls",
    })
    expect(reply.gateway).toMatchObject({ logId: "log-1", modelSent: "@cf/baai/bge-m3" })
  })

  test("one text is run as a list of one, and what a model takes besides goes along", async () => {
    const bound = binding(() => native)
    const create = embed({ binding: bound, gateway: "my-gateway" })
    const { data } = await create(
      { model: "@cf/baai/bge-m3", input: "high", encoding_format: "base64" },
      { extraBody: { pooling: "cls" } },
    )

    expect(bound.run.mock.calls[0]?.[1]).toEqual({ text: ["high"], pooling: "cls" })
    expect(data[0]?.embedding).toEqual(new Float32Array([0.5, -1]))
  })

  test.each([
    [{ input: [1, 2] }, "`input` must be text: env.AI.run takes no tokens"],
    [{ input: [[1, 2]] }, "`input` must be text: env.AI.run takes no tokens"],
    [{ input: "high", dimensions: 8 }, "`dimensions` is not known to env.AI.run: leave it out"],
  ])("%j is refused before the run", async (params, message) => {
    const bound = binding(() => native)
    const error = await rejection(embed({ binding: bound, gateway: "g" })({ model: "@cf/baai/bge-m3", ...params }))

    expect(error).toMatchObject({ code: "unsupported_option", message: `The call was not sent: ${message}` })
    expect(bound.run).not.toHaveBeenCalled()
  })

  test.each([
    ["openai/text-embedding-3-small", "openai", "embeddings", "text-embedding-3-small"],
    ["mistral/mistral-embed", "mistral", "v1/embeddings", "mistral-embed"],
  ])("%s is a step of the gateway", async (model, provider, endpoint, bare) => {
    const bound = binding(() => Response.json(wire))
    const reply = await embed({ binding: bound, gateway: "my-gateway", providerKey: { openai: "sk-1" } })({
      model,
      input: "high",
    })

    const headers = { ...json, ...(provider === "openai" && { authorization: "Bearer sk-1" }) }
    expect(bound.runProvider.mock.calls).toEqual([
      ["my-gateway", { provider, endpoint, headers, query: { model: bare, input: "high" } }],
    ])
    expect(reply).toEqual(wire)
  })
})

describe("a reply", () => {
  const asking = (body: unknown, options: GatewayClientOptions = {}, init?: ResponseInit) =>
    embed({ ...identity, maxRetries: 0, ...options, fetch: answering(body, init) })

  test("is the wire's own object, with the record beside it", async () => {
    const odd = { ...wire, vendor: { deep: [null] } }
    const reply = await asking(odd, {}, { headers: { "cf-aig-log-id": "log-1", "cf-aig-cache-status": "HIT" } })(texts)

    expect(reply).toEqual(odd)
    expect(Object.keys(reply)).toEqual(Object.keys(odd))
    expect(reply.gateway).toMatchObject({
      logId: "log-1",
      cacheStatus: "HIT",
      modelRequested: "openai/text-embedding-3-small",
      modelSent: "text-embedding-3-small",
      attempts: [{ status: 200, waitMs: 0 }],
    })
  })

  test("of base64 holds 32-bit floats", async () => {
    const fetch = answering({ ...wire, data: [{ object: "embedding", index: 0, embedding: "AACAPwAAIMA=" }] })
    const reply = await embed({ ...identity, fetch })({ ...texts, encoding_format: "base64" })

    expect(sentBy(fetch).body).toMatchObject({ encoding_format: "base64" })
    expect(reply).toEqual({
      ...wire,
      data: [{ object: "embedding", index: 0, embedding: new Float32Array([1, -2.5]) }],
    })
    expect(reply.gateway.status).toBe(200)
  })

  test("of numbers where base64 was asked for holds 32-bit floats too", async () => {
    const { data } = await asking(wire)({ ...texts, encoding_format: "base64" })

    expect(data[0]?.embedding).toEqual(new Float32Array([0.5, -1]))
  })

  test("of base64 that nobody asked for is left as it is, for toVector to read", async () => {
    const { data } = await asking({ ...wire, data: [{ index: 0, embedding: "AACAPw==" }] })(texts)

    expect(toVector(data[0]!.embedding)).toEqual(new Float32Array([1]))
  })

  test.each([
    [{ ...wire, data: undefined }, "The reply is no list of embeddings: `data` must be a list"],
    [{ data: [{}] }, "The reply is no list of embeddings: `data.0.embedding` must be a list of numbers, or base64"],
  ])("without vectors is refused, with its body", async (body, message) => {
    const error = await rejection(asking(body)(texts))

    expect(error).toMatchObject({ code: "invalid_response", message, gateway: { status: 200 } })
    expect(error.body).toEqual(JSON.parse(JSON.stringify(body)))
  })

  test("without vectors passes where nothing is checked", async () => {
    expect(await asking({ vectors: [] }, { validate: "off" })(texts)).toEqual({ vectors: [] })
  })

  test.each(["strict", "off"] as const)("of broken base64 is refused where checks are %s", async (validate) => {
    const body = { ...wire, data: [{ index: 0, embedding: "broken?" }] }
    const error = await rejection(asking(body, { validate })({ ...texts, encoding_format: "base64" }))

    expect(error).toMatchObject({
      code: "invalid_response",
      message: "The reply is no list of embeddings: not every vector is base64 of 32-bit floats",
      gateway: { status: 200 },
      body,
    })
    expect(error.message).not.toContain("broken?")
  })

  test("that is an error under 200 is one", async () => {
    const error = await rejection(asking({ error: { message: "No such model", code: 404 } })(texts))

    expect(error).toMatchObject({ code: "model_rejected", gateway: { status: 200 } })
  })
})

describe("a call", () => {
  test.each([
    [{ input: "" }, "`input` must be text, or a list of texts or tokens, and not empty"],
    [{ input: [] }, "`input` must be text, or a list of texts or tokens, and not empty"],
    [{ input: [null] }, "`input` must be text, or a list of texts or tokens, and not empty"],
    [{ input: "a", dimensions: "8" }, "`dimensions` must be a number"],
    [{ input: "a", model: "" }, "`model` is missing, or no text"],
  ])("with %j is refused before the wire", async (params, message) => {
    const fetch = answering(wire)
    const error = await rejection(embed({ ...identity, fetch })({ model: "openai/a", ...params } as never))

    expect(error).toMatchObject({ code: "invalid_request", message: `The call was not sent: ${message}` })
    expect(fetch).not.toHaveBeenCalled()
  })

  test.each([[[[1, 2], [3]]], [[1, 2]], [["a", [1]]], [[{ type: "image", url: "https://a.example/b.png" }]], ["a"]])(
    "with %j goes out as it is",
    async (input) => {
      const fetch = answering(wire)
      await embed({ ...identity, fetch })({ model: "openai/a", input } as never)

      expect(sentBy(fetch).body.input).toEqual(input)
    },
  )

  test("is repeated while the provider is busy", async () => {
    const fetch = vi
      .fn(answering(wire))
      .mockResolvedValueOnce(new Response("{}", { status: 503, headers: { "retry-after-ms": "1" } }))
    const reply = await embed({ ...identity, fetch })(texts)

    expect(reply.gateway.attempts.map(({ status }) => status)).toEqual([503, 200])
  })

  test("that is aborted rejects with the caller's reason", async () => {
    const fetch = () => new Promise<Response>(() => {})
    const controller = new AbortController()
    const pending = rejection(embed({ ...identity, fetch })(texts, { signal: controller.signal }))
    controller.abort("left")

    expect(await pending).toBe("left")
  })

  test("is told to hooks and logger without its texts and vectors", async () => {
    const onRequest = vi.fn()
    const onFinish = vi.fn()
    const logger = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() }
    await embed({ ...identity, fetch: answering(wire), hooks: { onRequest, onFinish }, logger })(texts)

    expect(onRequest.mock.calls[0]?.[0].body).toEqual({ model: "text-embedding-3-small" })
    expect(onFinish.mock.calls[0]?.[0]).toMatchObject({
      usage: { input: 2, output: 0, total: 2, cached: 0, reasoning: 0 },
      error: undefined,
    })
    expect(JSON.stringify([onRequest.mock.calls, onFinish.mock.calls, logger.debug.mock.calls])).not.toMatch(
      /high tide|test-token-1|0\.5/,
    )
  })

  test("does not find its texts in the provider's complaint", async () => {
    const fetch = answering({ error: { message: "Too long: a secret of mine" } }, { status: 400 })
    const error = await rejection(embed({ ...identity, fetch })({ ...texts, input: "a secret of mine" }))

    expect(error.code).toBe("invalid_params")
    expect(error.message).not.toContain("a secret of mine")
  })

  test("may be taken off its client", async () => {
    const { create } = createEmbeddings(callerOf({ ...identity, fetch: answering(wire) }))

    expect((await create(texts)).data).toHaveLength(1)
  })
})

describe("against the local gateway", () => {
  const local = createLocalGateway()
  const clients: [string, GatewayClientOptions][] = [
    ["compat", { ...local.options, apiToken: local.env.CLOUDFLARE_API_TOKEN }],
    ["rest", { ...local.options, baseURL: undefined, token: local.env.CLOUDFLARE_API_TOKEN, surface: "rest" }],
    ["auto", { ...local.options, apiToken: local.env.CLOUDFLARE_API_TOKEN, surface: "auto" }],
    ["binding", local.bindingOptions],
  ]

  test.each(clients)("the same texts are the same vectors on %s", async (_, options) => {
    const create = embed(options)
    const params = { model: "@cf/baai/bge-m3", input: ["high tide", "low tide"] }
    const plain = await create(params)
    const packed = await create({ ...params, encoding_format: "base64" })

    expect(plain.data.map(({ index }) => index)).toEqual([0, 1])
    expect(packed.data.map(({ embedding }) => embedding)).toEqual(
      plain.data.map(({ embedding }) => toVector(embedding)),
    )
    expect(plain.gateway.logId).not.toBe(packed.gateway.logId)
  })

  test.each(clients)("OpenAI's are found on %s", async (_, options) => {
    const { data, usage } = await embed(options)({ ...texts, dimensions: 4, encoding_format: "base64" })

    expect(data.map(({ embedding }) => embedding.length)).toEqual([4, 4])
    expect(usage?.total_tokens).toBeGreaterThan(0)
  })
})
