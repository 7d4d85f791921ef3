import { createClock } from "../clock.ts"
import { createLogStore } from "../logs/log-store.ts"
import type { LocalAccount, LocalGatewayOptions, LocalGatewaySettings } from "../local-gateway-options.ts"
import { parseFaults } from "../faults/parse-fault.ts"
import type { PlannedFault } from "../faults/planned-fault.ts"
import { createCustomProviderStore } from "../management/custom-provider-store.ts"
import { createModels } from "../models/create-models.ts"
import { createRandom } from "../random.ts"
import { createRouteStore } from "../routes/route-store.ts"
import { createAnswerCache } from "../rules/answer-cache.ts"
import { createRateLimiter } from "../rules/rate-limiter.ts"
import { assertOptions } from "../rules/assert-options.ts"
import { assertSettings } from "../rules/assert-settings.ts"
import { createSpending } from "../rules/spending.ts"
import { assertDomains } from "./assert-domains.ts"
import { createId } from "./create-ids.ts"
import type { Plans } from "./create-plans.ts"
import type { AccountState, GatewayState } from "./gateway-state.ts"
import type { Service } from "./service.ts"

const defaultAccount = "0123456789abcdef0123456789abcdef"

/** Sets up accounts and gateways as configured. */
export function createService(
  options: LocalGatewayOptions,
  plans: Plans,
  note: Service["note"],
): Service & {
  readonly gateway: string
  /** One that this gateway takes: the token that was given, else the first of its own. */
  readonly gatewayToken: string | null
  clear(): void
} {
  assertOptions(options)
  const { accountId = defaultAccount, token = "local-gateway-token", cacheTtl, seed = 0, latency = 0 } = options
  const gateways = { ...options.accounts?.[accountId]?.gateways, ...options.gateways }
  const gateway = options.gateway ?? Object.keys(gateways)[0] ?? "local"
  if (options.gateway !== undefined && gateway !== "default" && isUnknown(gateways, gateway))
    throw new TypeError(
      `createLocalGateway: \`gateway\` is "${gateway}", which is none of \`gateways\`: ${Object.keys(gateways).join(", ")}`,
    )
  const given = gateways[gateway] ?? {}
  assertShorthands(options, given, gateway)
  const clock = createClock(options.clock ?? "system")
  const random = createRandom(seed)
  const models = createModels(options)
  const accounts = new Map<string, AccountState>()
  let ids = 0
  let epoch = 0
  const nextId = () => createId(++ids, seed, 1)

  const createGateway = (account: AccountState, id: string, settings: LocalGatewaySettings): GatewayState => {
    assertSettings(id, settings)
    const { now } = clock
    const state: GatewayState = {
      id,
      settings,
      createdAt: now(),
      modifiedAt: now(),
      cache: createAnswerCache(now),
      limiter: createRateLimiter(now),
      spending: createSpending(now),
      logs: createLogStore({ now, lag: () => state.settings.logLag ?? 0 }),
      routes: createRouteStore({ now, id: nextId, initial: settings.routes }),
    }
    account.gateways.set(id, state)
    return state
  }
  const always = createAlways(options.fault)
  const addAccount = (id: string, settings: LocalAccount, given: LocalAccount["gateways"]) => {
    const account: AccountState = {
      id,
      settings,
      credits: settings.credits ?? 0,
      gateways: new Map(),
      customProviders: createCustomProviderStore({ now: clock.now, id: nextId, initial: settings.customProviders }),
    }
    accounts.set(id, account)
    for (const [name, gatewaySettings] of Object.entries(given ?? {}))
      createGateway(account, name, gatewaySettings ?? {})
  }
  // The shorthands stand for settings of the named gateway.
  const named: LocalGatewaySettings = {
    ...(token === null && { authentication: false }),
    ...(cacheTtl !== undefined && { cacheTtl }),
    ...given,
  }
  addAccount(accountId, options.accounts?.[accountId] ?? {}, { ...gateways, [gateway]: named })
  for (const [id, account] of Object.entries(options.accounts ?? {}))
    if (id !== accountId) addAccount(id, account ?? {}, account?.gateways)

  assertDomains(accounts)

  const firstTokens = Object.keys(options.accounts?.[accountId]?.apiTokens ?? {})
  return {
    accountId,
    gateway,
    gatewayToken: options.token === undefined ? (given.tokens?.[0] ?? token) : token,
    token,
    apiToken: firstTokens[0] ?? token ?? "local-api-token",
    clock,
    random,
    seed,
    accounts,
    prices: options.prices,
    providerKeys: options.providerKeys,
    latency: (typeof latency === "number" ? latency : latency.headers) ?? 0,
    findModel: models.find,
    nextReply: plans.takeReply,
    nextFault: plans.takeFault,
    takeFaults: always,
    note,
    epoch: () => epoch,
    createGateway,
    createId: nextId,
    clear() {
      epoch++
      for (const account of accounts.values()) {
        account.credits = account.settings.credits ?? 0
        for (const { cache, limiter, spending, logs } of account.gateways.values())
          for (const part of [cache, limiter, spending, logs]) part.clear()
      }
    },
  }
}

// What goes wrong with every request, or with the first few.
function createAlways(text = ""): () => PlannedFault[] {
  const faults = parseFaults(text).map((fault) => ({ fault, left: fault.times ?? Infinity }))
  return () => faults.filter((entry) => entry.left-- > 0).map(({ fault }) => fault)
}

function isUnknown(gateways: object, id: string): boolean {
  return Object.keys(gateways).length > 0 && !Object.hasOwn(gateways, id)
}

// The shorthands at the top would say nothing beside the gateway's own settings.
function assertShorthands(
  { token, cacheTtl }: LocalGatewayOptions,
  { authentication, ...given }: LocalGatewaySettings,
  gateway: string,
): void {
  if (token === null && authentication === true)
    throw new TypeError(
      `createLocalGateway: \`token: null\` turns authentication off, \`gateways.${gateway}.authentication\` is true: leave one out`,
    )
  if (cacheTtl !== undefined && given.cacheTtl !== undefined && given.cacheTtl !== cacheTtl)
    throw new TypeError(
      `createLocalGateway: \`cacheTtl\` is ${cacheTtl}, \`gateways.${gateway}.cacheTtl\` ${given.cacheTtl}: leave one out`,
    )
}
