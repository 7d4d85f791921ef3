import { Hono } from "hono"
import { createClock } from "../../../src/testing/clock.ts"
import type { LocalAccount, LocalGatewaySettings, LocalPermission } from "../../../src/testing/local-gateway-options.ts"
import { createLogStore } from "../../../src/testing/logs/log-store.ts"
import { addManagement } from "../../../src/testing/management/add-management.ts"
import { createCustomProviderStore } from "../../../src/testing/management/custom-provider-store.ts"
import { createRouteStore } from "../../../src/testing/routes/route-store.ts"
import { assertSettings } from "../../../src/testing/rules/assert-settings.ts"
import { createRateLimiter } from "../../../src/testing/rules/rate-limiter.ts"
import type { AccountState, GatewayState } from "../../../src/testing/service/gateway-state.ts"

const tokens: Record<string, LocalPermission[]> = {
  edit: ["AI Gateway Edit"],
  read: ["AI Gateway Read"],
  run: ["AI Gateway Run", "Workers AI Read"],
}

/** The management API over one account, `acc`, with a clock that stands. */
export function createApi(gateways: Record<string, LocalGatewaySettings> = { gw: {} }, settings: LocalAccount = {}) {
  const clock = createClock("manual")
  let count = 0
  const id = () => `id${++count}`
  const cleared: string[] = []
  const providers = createCustomProviderStore({ now: clock.now, id, initial: settings.customProviders })
  const account: AccountState = {
    id: "acc",
    settings,
    credits: settings.credits ?? 0,
    gateways: new Map(),
    customProviders: providers,
  }
  const createGateway = (account: AccountState, name: string, settings: LocalGatewaySettings): GatewayState => {
    assertSettings(name, settings)
    const state: GatewayState = {
      id: name,
      settings,
      createdAt: clock.now(),
      modifiedAt: clock.now(),
      cache: { clear: () => void cleared.push(name) } as never,
      limiter: createRateLimiter(clock.now),
      spending: undefined as never,
      logs: createLogStore({ now: clock.now, lag: () => settings.logLag ?? 0 }),
      routes: createRouteStore({ now: clock.now, id, initial: settings.routes }),
    }
    account.gateways.set(name, state)
    return state
  }
  for (const [name, settings] of Object.entries(gateways)) createGateway(account, name, settings)
  const app = new Hono()
  addManagement(app, {
    account: (id) => (id === "acc" ? account : undefined),
    createGateway,
    may: (_account, request, permission) =>
      (tokens[(request.headers.get("authorization") ?? "").replace("Bearer ", "")] ?? []).includes(permission),
    now: clock.now,
    id,
  })

  /** One call with a token that may edit; `body` is sent as JSON. */
  const call = async (method: string, path: string, body?: unknown, token = "edit") => {
    const response = await app.request(`https://api.cloudflare.com/client/v4/accounts/acc/ai-gateway${path}`, {
      method,
      headers: { authorization: `Bearer ${token}` },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    })
    return { status: response.status, body: await response.json() }
  }
  return { account, app, call, cleared, clock, gateway: account.gateways.get("gw")!, providers }
}

/** What a refusal looks like. */
export function refusal(status: number, code: number, message: string, path?: readonly (string | number)[]) {
  const error = { code, message, ...(path && { path }) }
  return { status, body: { result: null, success: false, errors: [error], messages: [] } }
}
