import * as z from "zod/mini"
import type { GatewayState } from "../service/gateway-state.ts"
import { assertFit } from "./assert-fit.ts"
import { createConflict, toEnvelope } from "./envelope.ts"
import type { ManagementApp, ManagementService } from "./management-service.ts"
import { readBody } from "./read-body.ts"
import { readPage } from "./read-page.ts"

const text = z.string("must be a text").check(z.minLength(1, "must not be empty"))
const configSchema = z.object(
  {
    alias: text,
    default_config: z.boolean("must be true or false"),
    provider_slug: text,
    secret: z.optional(text),
    secret_id: z.optional(text),
    rate_limit: z.optional(z.number("must be a number")),
    rate_limit_period: z.optional(z.number("must be a number")),
  },
  "must be an object",
)

interface ProviderConfig {
  readonly id: string
  readonly gateway_id: string
  readonly provider_slug: string
  readonly alias: string
  readonly default_config: boolean
  readonly secret_id: string
  readonly secret_preview: string
  readonly modified_at: string
  readonly rate_limit?: number | undefined
  readonly rate_limit_period?: number | undefined
}

/** Stored keys: POST and GET. What is stored is never told. */
export function addProviderConfigs(api: ManagementApp, service: ManagementService): void {
  const configs = new WeakMap<GatewayState, Map<string, ProviderConfig>>()

  // One for each key of the settings, also for those of the configuration.
  const configsOf = (gateway: GatewayState): Map<string, ProviderConfig> => {
    const known = configs.get(gateway) ?? new Map<string, ProviderConfig>()
    configs.set(gateway, known)
    for (const [provider_slug, aliases] of Object.entries(gateway.settings.byok ?? {}))
      for (const alias of Object.keys(aliases ?? {})) {
        const name = `${provider_slug}/${alias}`
        if (!known.has(name)) known.set(name, toConfig(gateway, { provider_slug, alias }))
      }
    return known
  }
  const toConfig = (
    gateway: GatewayState,
    given: Pick<ProviderConfig, "provider_slug" | "alias"> & Partial<ProviderConfig>,
  ): ProviderConfig => ({
    id: service.id(),
    gateway_id: gateway.id,
    default_config: given.alias === "default",
    secret_id: service.id(),
    secret_preview: "********",
    modified_at: new Date(service.now()).toISOString(),
    ...given,
  })

  api.post("/gateways/:gateway/provider_configs", async (c) => {
    const gateway = c.get("gateway")
    const { secret, ...given } = await readBody(c.req.raw, configSchema)
    const { provider_slug, alias } = given
    const name = `${provider_slug}/${alias}`
    const known = configsOf(gateway)
    if (known.has(name)) throw createConflict("Provider config")
    // There is no Secrets Store here: a key that should lie there is called as the service would look it up.
    const key = secret ?? `${gateway.id}_${provider_slug}_${alias}`
    const { byok = {} } = gateway.settings
    const stored = { ...byok, [provider_slug]: { ...byok[provider_slug], [alias]: key } }
    assertFit({ byok: stored })
    gateway.settings = { ...gateway.settings, byok: stored }
    const { secret_id = service.id(), ...rest } = given
    const config = toConfig(gateway, { ...rest, secret_id })
    known.set(name, config)
    return toEnvelope(config)
  })

  api.get("/gateways/:gateway/provider_configs", (c) => {
    const all = [...configsOf(c.get("gateway")).values()]
    const { items, info } = readPage(all, new URL(c.req.url).searchParams)
    return toEnvelope(items, info)
  })
}
