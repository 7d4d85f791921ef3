import { expect, test } from "vitest"
import {
  createGatewayClient,
  isGatewayError,
  toFinishReason,
  toText,
  type FetchLike,
  type GatewayClientOptions,
} from "../src/index.ts"

/** A gateway to hold to its contract. */
export interface Contractor {
  /** What a client needs to meet it. */
  readonly options: GatewayClientOptions & { readonly token: string }
  /** The base of its URLs, `…/v1/{account}/{gateway}`. */
  readonly baseURL: string
  readonly fetch: FetchLike
  /** A model it has a credential for. */
  readonly model: string
}

const model = { role: "user" as const, content: "Say the word tide." }

/**
 * What every gateway must do, the local one and Cloudflare's alike: only what the reference documents or several people saw, and as
 * little as costs a few tokens.
 */
export function describeGateway(name: string, start: () => Contractor | Promise<Contractor>): void {
  const contract = (title: string, run: (contractor: Contractor) => Promise<void>) =>
    test(`${name}: ${title}`, { timeout: 60_000 }, async () => run(await start()))

  contract("a whole answer has text, a finish and a log id", async ({ options, model: name }) => {
    const { create } = createGatewayClient(options).chat.completions
    const completion = await create({ model: name, messages: [model], max_tokens: 20 })

    expect(toText(completion)).toMatch(/\S/)
    expect(toFinishReason(completion)).toMatch(/^(stop|length)$/)
    expect(completion.gateway.logId).toMatch(/^[0-9A-Za-z-]{26,36}$/)
    expect(completion.gateway.status).toBe(200)
  })

  contract("a stream ends with a finish and folds to what was streamed", async ({ options, model: name }) => {
    const { create } = createGatewayClient(options).chat.completions
    const stream = await create({ model: name, messages: [model], max_tokens: 20, stream: true })
    let text = ""
    for await (const piece of stream.textStream) text += piece
    const completion = await stream.final()

    expect(toText(completion)).toBe(text)
    expect(toFinishReason(completion)).toMatch(/^(stop|length)$/)
    expect(stream.gateway.logId).toBeTruthy()
  })

  contract("an event id is echoed, and metadata goes along", async ({ options, model: name }) => {
    const eventId = `contract-${crypto.randomUUID()}`
    const { create } = createGatewayClient(options).chat.completions
    const { gateway } = await create(
      { model: name, messages: [model], max_tokens: 5 },
      { gateway: { eventId, metadata: { suite: "contract", n: 1, flag: true } } },
    )

    expect(gateway.eventId).toBe(eventId)
  })

  contract("a cache key opts in: a miss, then a hit with the same answer", async ({ options, model: name }) => {
    const gateway = { cacheKey: `contract-${crypto.randomUUID()}`, cacheTtl: 60 }
    const { create } = createGatewayClient(options).chat.completions
    const params = { model: name, messages: [model], max_tokens: 20 }
    const first = await create(params, { gateway })
    const second = await create(params, { gateway })
    const third = await create(params, { gateway: { ...gateway, skipCache: true } })

    expect([first.gateway.cacheStatus, second.gateway.cacheStatus]).toEqual(["MISS", "HIT"])
    expect(third.gateway.cacheStatus).not.toBe("HIT")
    expect(toText(second)).toBe(toText(first))
  })

  contract("without a cache key there is no hit", async ({ options, model: name }) => {
    const { create } = createGatewayClient(options).chat.completions
    const params = { model: name, messages: [model], max_tokens: 5 }
    await create(params, { gateway: { skipCache: true } })
    const { gateway } = await create(params, { gateway: { skipCache: true } })

    expect(gateway.cacheStatus).not.toBe("HIT")
  })

  const refusals: readonly (readonly [
    title: string,
    code: string,
    change: (options: GatewayClientOptions) => GatewayClientOptions,
    model?: string,
  ])[] = [
    ["a wrong token", "unauthorized", (options) => ({ ...options, token: "wrong" })],
    ["an unknown provider", "provider_rejected", (options) => options, "no-such-provider/model"],
    [
      "a model without a provider",
      "invalid_params",
      (options) => ({ ...options, validate: { model: "off" as const } }),
      "gpt-5-mini",
    ],
  ]
  for (const [title, code, change, asked] of refusals) {
    contract(`${title} is refused as ${code}`, async ({ options, model: name }) => {
      const { create } = createGatewayClient({ ...change(options), maxRetries: 0 }).chat.completions
      const error = await create({ model: asked ?? name, messages: [model], max_tokens: 5 }).catch(
        (caught: unknown) => caught,
      )

      expect(isGatewayError(error) && error.code).toBe(code)
    })
  }

  contract("a gateway that does not exist is refused with 400 and 2001", async ({ baseURL, fetch, options }) => {
    const url = `${baseURL.replace(/[^/]+$/, "no-such-gateway-here")}/compat/chat/completions`
    const response = await fetch(url, {
      method: "POST",
      headers: { "cf-aig-authorization": `Bearer ${options.token}`, "content-type": "application/json" },
      body: JSON.stringify({ model: "openai/gpt-5-mini", messages: [model] }),
    })
    const body = await response.json()

    expect([response.status, body.error?.[0]?.code]).toEqual([400, 2001])
  })

  contract("the universal endpoint tells which step answered", async ({ baseURL, fetch, options, model: name }) => {
    const query = { model: name, messages: [model], max_tokens: 5 }
    const step = (model: string) => ({
      provider: "compat",
      endpoint: "chat/completions",
      headers: { "content-type": "application/json" },
      query: { ...query, model },
    })
    const response = await fetch(baseURL, {
      method: "POST",
      headers: { "cf-aig-authorization": `Bearer ${options.token}`, "content-type": "application/json" },
      body: JSON.stringify([step("no-such-provider/model"), step(name)]),
    })

    expect(response.status).toBe(200)
    expect(response.headers.get("cf-aig-step")).toBe("1")
    expect(toText(await response.json())).toMatch(/\S/)
  })
}
