import * as z from "zod/mini"
import { createRefusal, toEnvelope } from "./envelope.ts"
import type { CustomProvider, CustomProviderStore } from "./custom-provider-store.ts"
import type { ManagementApp } from "./management-service.ts"
import { readBody } from "./read-body.ts"
import { readPage } from "./read-page.ts"

const text = z.string("must be a text")
const filled = text.check(z.minLength(1, "must not be empty"))
const fields = {
  name: filled,
  slug: text.check(z.regex(/^[A-Za-z0-9-]+$/, "must be letters, digits and hyphens")),
  base_url: text,
  description: z.optional(text),
  link: z.optional(text),
  enable: z.optional(z.boolean("must be true or false")),
  beta: z.optional(z.boolean("must be true or false")),
  curl_example: z.optional(text),
  js_example: z.optional(text),
  position: z.optional(z.number("must be a number")),
}
const newProviderSchema = z.object(fields, "must be an object")
const changesSchema = z.partial(newProviderSchema)

/** Custom providers: POST, GET, PATCH or PUT, DELETE (reference A5). */
export function addCustomProviders(api: ManagementApp): void {
  const base = "/custom-providers"
  const findProvider = (providers: CustomProviderStore, id: string): CustomProvider => {
    const provider = providers.get(id)
    if (!provider) throw createRefusal(404, [{ code: 1004, message: "Custom provider not found" }])
    return provider
  }

  api.post(base, async (c) => {
    const { customProviders: providers } = c.get("account")
    const given = await readBody(c.req.raw, newProviderSchema)
    assertFit(providers, given)
    return toEnvelope(providers.create(given))
  })

  api.get(base, (c) => {
    const params = new URL(c.req.url).searchParams
    const search = params.get("search") ?? ""
    const providers = c.get("account").customProviders.list()
    const found = providers.filter(
      ({ id, name, slug, enable, beta }) =>
        [id, name, slug].some((word) => word.includes(search)) &&
        [enable, undefined].includes(readFlag(params, "enable")) &&
        [beta, undefined].includes(readFlag(params, "beta")),
    )
    const { items, info } = readPage(found, params)
    return toEnvelope(items, info)
  })

  api.get(`${base}/:id`, (c) => toEnvelope(findProvider(c.get("account").customProviders, c.req.param("id"))))

  // Updates are described and in no client (reference J21): both methods change what is sent and nothing else.
  api.on(["PATCH", "PUT"], `${base}/:id`, async (c) => {
    const { customProviders: providers } = c.get("account")
    const { id } = findProvider(providers, c.req.param("id"))
    const changes = await readBody(c.req.raw, changesSchema)
    assertFit(providers, changes, id)
    return toEnvelope(providers.update(id, changes))
  })

  api.delete(`${base}/:id`, (c) => {
    const { customProviders: providers } = c.get("account")
    const provider = findProvider(providers, c.req.param("id"))
    providers.delete(provider.id)
    return toEnvelope(provider)
  })
}

function assertFit(
  providers: CustomProviderStore,
  given: { base_url?: string | undefined; slug?: string | undefined },
  id?: string,
) {
  if (given.base_url !== undefined && !isHttps(given.base_url))
    throw createRefusal(400, [{ code: 1002, message: "base_url must be an https URL", path: ["body", "base_url"] }])
  if (providers.list().some((provider) => provider.slug === given.slug && provider.id !== id))
    throw createRefusal(409, [{ code: 1003, message: "A custom provider with this slug already exists" }])
}

function isHttps(url: string): boolean {
  return URL.canParse(url) && new URL(url).protocol === "https:"
}

function readFlag(params: URLSearchParams, name: string): boolean | undefined {
  const flag = params.get(name)
  return flag === null ? undefined : flag === "true"
}
