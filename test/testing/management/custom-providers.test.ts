import { expect, test } from "vitest"
import { createApi, refusal } from "./create-api.ts"

const base = "/custom-providers"
const mine = { name: "Mine", slug: "mine", base_url: "https://api.mine.example" }
const at = "2026-01-01T00:00:00.000Z"

test("a new provider is not enabled, and none answers until it is", async () => {
  const { call, providers } = createApi()
  const created = await call("POST", base, { ...mine, description: "Ours", position: 1 })
  expect(created.body.result).toEqual({
    id: "id1",
    ...mine,
    enable: false,
    beta: false,
    description: "Ours",
    position: 1,
    created_at: at,
    modified_at: at,
  })
  expect(providers.find("mine")).toBeUndefined()
  expect((await call("PATCH", `${base}/id1`, { enable: true })).body.result).toMatchObject({ ...mine, enable: true })
  expect(providers.find("mine")).toEqual({ baseURL: "https://api.mine.example" })
})

test.each(["PATCH", "PUT"])("a %s changes what it names and nothing else", async (method) => {
  const { call, clock } = createApi()
  await call("POST", base, { ...mine, enable: true })
  clock.advance(1000)
  expect((await call(method, `${base}/id1`, { slug: "other" })).body.result).toEqual({
    id: "id1",
    ...mine,
    slug: "other",
    enable: true,
    beta: false,
    created_at: at,
    modified_at: "2026-01-01T00:00:01.000Z",
  })
  expect((await call(method, `${base}/id1`, { slug: "other" })).status).toBe(200)
})

test("providers are listed and found by id, name or slug, and by whether they are enabled", async () => {
  const { call } = createApi()
  await call("POST", base, { ...mine, enable: true })
  await call("POST", base, { ...mine, name: "Beta", slug: "new", beta: true })
  const slugs = async (query: string) => {
    const { body } = await call("GET", `${base}${query}`, undefined, "read")
    return [body.result.map(({ slug }: { slug: string }) => slug), body.result_info.total_count]
  }
  expect(await slugs("")).toEqual([["mine", "new"], 2])
  expect(await slugs("?search=Bet")).toEqual([["new"], 1])
  expect(await slugs("?search=mine")).toEqual([["mine"], 1])
  expect(await slugs("?enable=true")).toEqual([["mine"], 1])
  expect(await slugs("?enable=false")).toEqual([["new"], 1])
  expect(await slugs("?beta=true")).toEqual([["new"], 1])
  expect(await slugs("?page=2&per_page=1")).toEqual([["new"], 2])
})

test("a provider is read, deleted, and gone", async () => {
  const { call, providers } = createApi()
  const { body } = await call("POST", base, { ...mine, enable: true })
  expect((await call("GET", `${base}/id1`)).body.result).toEqual(body.result)
  expect((await call("DELETE", `${base}/id1`)).body.result).toEqual(body.result)
  expect(providers.find("mine")).toBeUndefined()
  const notFound = refusal(404, 1004, "Custom provider not found")
  expect(await call("GET", `${base}/id1`)).toEqual(notFound)
  expect(await call("PATCH", `${base}/id1`, {})).toEqual(notFound)
  expect(await call("DELETE", `${base}/id1`)).toEqual(notFound)
})

test("providers of the configuration are enabled; a model stands in for the base URL until one is given", async () => {
  const { call, providers } = createApi(
    {},
    { customProviders: { mine: "Hello", far: { baseURL: "http://127.0.0.1:1" } } },
  )
  expect(providers.find("mine")).toBe("Hello")
  expect(providers.find("far")).toEqual({ baseURL: "http://127.0.0.1:1" })
  expect((await call("GET", base)).body.result).toMatchObject([
    { slug: "mine", base_url: "https://mine.invalid", enable: true },
    { slug: "far", base_url: "http://127.0.0.1:1", enable: true },
  ])
  await call("PATCH", `${base}/id1`, { name: "My own" })
  expect(providers.find("mine")).toBe("Hello")
  await call("PATCH", `${base}/id1`, { base_url: "https://api.mine.example" })
  expect(providers.find("mine")).toEqual({ baseURL: "https://api.mine.example" })
  expect(providers.update("none", {})).toBeUndefined()
})

test.each(["http://api.mine.example", "ftp://api.mine.example", "api.mine.example", ""])(
  "the base URL %j answers 1002",
  async (base_url) => {
    const bad = refusal(400, 1002, "base_url must be an https URL", ["body", "base_url"])
    const { call } = createApi()
    expect(await call("POST", base, { ...mine, base_url })).toEqual(bad)
    await call("POST", base, mine)
    expect(await call("PATCH", `${base}/id1`, { base_url })).toEqual(bad)
  },
)

test("a slug that is there already answers 1003", async () => {
  const { call } = createApi()
  const taken = refusal(409, 1003, "A custom provider with this slug already exists")
  await call("POST", base, mine)
  expect(await call("POST", base, mine)).toEqual(taken)
  await call("POST", base, { ...mine, slug: "other" })
  expect(await call("PATCH", `${base}/id2`, { slug: "mine" })).toEqual(taken)
})

test.each([
  [{ slug: "my_provider" }, "slug", "must be letters, digits and hyphens"],
  [{ slug: "" }, "slug", "must be letters, digits and hyphens"],
  [{ slug: undefined }, "slug", "must be a text"],
  [{ name: "" }, "name", "must not be empty"],
  [{ name: undefined }, "name", "must be a text"],
  [{ base_url: undefined }, "base_url", "must be a text"],
  [{ enable: "yes" }, "enable", "must be true or false"],
])("a provider with %j is refused", async (fields, path, message) => {
  expect(await createApi().call("POST", base, { ...mine, ...fields })).toEqual(
    refusal(400, 7001, message, ["body", path]),
  )
})
