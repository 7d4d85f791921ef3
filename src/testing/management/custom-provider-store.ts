import { isRecord } from "../../schemas/is-record.ts"
import type { LocalCustomProvider } from "../local-gateway-options.ts"

/** A provider of one's own, as the management API spells it (reference A5). */
export interface CustomProvider {
  readonly id: string
  readonly name: string
  /** Called as `custom-{slug}`. */
  readonly slug: string
  readonly base_url: string
  readonly enable: boolean
  readonly beta: boolean
  readonly description?: string | undefined
  readonly link?: string | undefined
  readonly logo?: string | undefined
  readonly curl_example?: string | undefined
  readonly js_example?: string | undefined
  readonly position?: number | undefined
  readonly created_at: string
  readonly modified_at: string
}

type Made = "id" | "created_at" | "modified_at"

/** What one is made of. */
export type NewCustomProvider = Pick<CustomProvider, "name" | "slug" | "base_url"> & {
  readonly [key in Exclude<keyof CustomProvider, Made>]?: CustomProvider[key] | undefined
}

/** What is to be another; the rest stays. */
export type CustomProviderChanges = { readonly [key in keyof NewCustomProvider]?: NewCustomProvider[key] | undefined }

/** The providers of one account. */
export interface CustomProviderStore {
  /** Who answers `custom-{slug}`; none while it is not enabled. */
  find(slug: string): LocalCustomProvider | undefined
  list(): readonly CustomProvider[]
  get(id: string): CustomProvider | undefined
  create(provider: NewCustomProvider): CustomProvider
  update(id: string, changes: CustomProviderChanges): CustomProvider | undefined
  delete(id: string): boolean
}

export interface CustomProviderStoreOptions {
  readonly now: () => number
  readonly id: () => string
  /** Those of the configuration, enabled. */
  readonly initial: { readonly [slug: string]: LocalCustomProvider } | undefined
}

/** Makes a store with the configured providers. */
export function createCustomProviderStore({
  now,
  id: createId,
  initial = {},
}: CustomProviderStoreOptions): CustomProviderStore {
  const providers = new Map<string, CustomProvider>()
  // What stands in for a base URL, by the provider's id.
  const standIns = new Map<string, LocalCustomProvider>()
  const time = () => new Date(now()).toISOString()

  const create: CustomProviderStore["create"] = (given) => {
    const { name, slug, base_url, enable = false, beta = false, ...more } = given
    const at = time()
    const times = { created_at: at, modified_at: at }
    const provider: CustomProvider = { id: createId(), name, slug, base_url, enable, beta, ...more, ...times }
    providers.set(provider.id, provider)
    return provider
  }
  for (const [slug, given] of Object.entries(initial)) {
    const isUpstream = isRecord(given) && "baseURL" in given
    const base_url = isUpstream ? given.baseURL : `https://${slug}.invalid`
    const { id } = create({ name: slug, slug, base_url, enable: true })
    if (!isUpstream) standIns.set(id, given)
  }

  return {
    find(slug) {
      const provider = [...providers.values()].find((one) => one.slug === slug && one.enable)
      return provider && (standIns.get(provider.id) ?? { baseURL: provider.base_url })
    },
    list: () => [...providers.values()],
    get: (id) => providers.get(id),
    create,
    update(id, changes) {
      const provider = providers.get(id)
      if (!provider) return undefined
      const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined))
      const changed: CustomProvider = { ...provider, ...given, modified_at: time() }
      providers.set(id, changed)
      if (changes.base_url !== undefined) standIns.delete(id)
      return changed
    },
    delete: (id) => providers.delete(id),
  }
}
