// Reference A1.
import { expect, test } from "vitest"
import { toPrice } from "../../../src/index.ts"
import { createLocalGateway, type LocalGatewayOptions } from "../../../src/testing/index.ts"
import { clientsOf } from "./clients.ts"

const llama = "@cf/meta/llama-3.3-70b-instruct-fp8-fast"
const oss = "@cf/openai/gpt-oss-20b"
const bge = "@cf/baai/bge-base-en-v1.5"
const flux = "@cf/black-forest-labs/flux-1-schnell"
const old = "@cf/meta/llama-2-7b-chat-int8"

function start(options: LocalGatewayOptions = {}) {
  const local = createLocalGateway(options)
  const { accountId } = local.options
  const search = (query = "", token = local.env.CLOUDFLARE_API_TOKEN) =>
    local.fetch(`https://api.cloudflare.com/client/v4/accounts/${accountId}/ai/models/search${query}`, {
      headers: { authorization: `Bearer ${token}` },
    })
  const names = async (query: string) => (await (await search(query)).json()).result.map(({ name }: any) => name)
  return { local, search, names }
}

test("a model of Workers AI is listed with what it is for and what it costs a million tokens", async () => {
  const { search } = start({ prices: { [llama]: { in: 0.000_000_293, out: 0.000_002_253 } } })
  const { result, ...rest } = await (await search()).json()

  expect(rest).toEqual({
    success: true,
    errors: [],
    messages: [],
    result_info: { page: 1, per_page: 20, count: 4, total_count: 4 },
  })
  expect(result[0]).toEqual({
    id: "00000000-0000-4000-8000-000000000000",
    source: 1,
    name: llama,
    description: "Llama 3.3 70B quantized to fp8, made to be fast",
    task: { name: "Text Generation" },
    properties: [
      {
        property_id: "price",
        value: [
          { unit: "per M input tokens", price: 0.293, currency: "USD" },
          { unit: "per M output tokens", price: 2.253, currency: "USD" },
        ],
      },
    ],
  })
})

test.each<[query: string, found: readonly string[]]>([
  ["", [llama, oss, bge, flux]],
  ["?search=llama", [llama]],
  ["?search=LLAMA", [llama]],
  ["?search=vector", [bge]],
  ["?search=nothing-like-it", []],
  ["?author=meta&task=Text%20Generation", [llama]],
  ["?author=met", []],
  ["?task=Text-to-Image", [flux]],
  ["?source=1&hide_experimental=true", [llama, oss, bge, flux]],
  ["?source=2", []],
  ["?include_deprecated=true&author=meta", [llama, old]],
  ["?include_deprecated=false&author=meta", [llama]],
  ["?per_page=3", [llama, oss, bge]],
  ["?per_page=3&page=2", [flux]],
  ["?per_page=3&page=3", []],
])("models/search%s", async (query, found) => {
  const { names } = start()
  expect(await names(query)).toEqual(found)
})

test("a page tells how many there are on it and in all", async () => {
  const { search } = start()
  const { result_info } = await (await search("?per_page=3&page=2")).json()
  expect(result_info).toEqual({ page: 2, per_page: 3, count: 1, total_count: 4 })
})

test.each(["page=0", "page=x", "per_page=1.5", "per_page=-1"])("%s is refused", async (query) => {
  const { search } = start()
  const response = await search(`?${query}`)
  expect([response.status, (await response.json()).errors]).toEqual([
    400,
    [{ code: 7001, message: "page and per_page must be whole numbers from 1" }],
  ])
})

test("a token without Workers AI Read sees none", async () => {
  const { search } = start()
  expect((await search("", "other")).status).toBe(401)
})

test("the client reads the pages to their end, on REST and over the binding", async () => {
  const { local } = start()
  const { rest, bound } = clientsOf(local)
  for (const client of [rest, bound]) {
    const listings = await client.models.list({ per_page: 2 }).toArray()
    expect(listings.map(({ id }) => id)).toEqual([llama, oss, bge, flux])
    expect(listings.map((listing) => toPrice(listing))).toEqual([
      { per_token_in: 0.000_001, per_token_out: 0.000_002 },
      { per_token_in: 0.000_001, per_token_out: 0.000_002 },
      undefined,
      undefined,
    ])
  }
})
