import { createBinding } from "./binding/create-binding.ts"
import type { LocalBinding } from "./binding/local-binding.ts"
import { createByteBudget } from "./byte-budget.ts"
import type { LocalFault } from "./faults/fault.ts"
import type { LocalGatewayOptions } from "./local-gateway-options.ts"
import type { LocalReply, LocalRequest } from "./local-reply.ts"
import type { LogEntry } from "./logs/log-entry.ts"
import { createFetch } from "./service/create-fetch.ts"
import { createPlans, type FaultOptions } from "./service/create-plans.ts"
import { createService } from "./service/create-service.ts"
import { listDomains } from "./service/find-domain.ts"

/** AI Gateway in your process: every route, credential, cache and limit of the service, with models that need no network. */
export interface LocalGateway {
  /** `createGatewayClient(local.options)`: ids, a token, and all that leads to it whatever the environment says. */
  readonly options: {
    readonly accountId: string
    readonly gateway: string
    readonly token: string | null
    /** Cloudflare's: `CF_AIG_BASE_URL` must not lead a test away. */
    readonly baseURL: string
    /** Its token is no secret, and tests run in jsdom. */
    readonly dangerouslyAllowBrowser: true
    fetch(input: Request | string | URL, init?: RequestInit): Promise<Response>
  }
  /** The same as environment variables, with a token for REST and management. */
  readonly env: {
    readonly CF_ACCOUNT_ID: string
    readonly GATEWAY_NAME: string
    readonly CF_AIG_TOKEN: string
    readonly CLOUDFLARE_API_TOKEN: string
  }
  /** `env.AI` of that account: all its gateways are there, and no token is asked for. */
  readonly binding: LocalBinding
  /** `createGatewayClient(local.bindingOptions)`: a client that meets the named gateway over the binding. */
  readonly bindingOptions: { readonly binding: LocalBinding; readonly gateway: string }
  /** Answers one request, as the service would: of `gateway.ai.cloudflare.com`, `api.cloudflare.com`, or any host with their paths. */
  fetch(input: Request | string | URL, init?: RequestInit): Promise<Response>
  /** Takes your msw's own `http`: `setupServer(...local.handlers(http))`. */
  handlers<H>(http: { all(path: string, resolver: (info: { request: Request }) => Promise<Response>): H }): H[]
  /** Every request that was let in, in order, once for each provider it went to: none that lacked the token or named no provider. */
  readonly requests: readonly LocalRequest[]
  /** The named gateway's logs, oldest first, as the management API has them: tokens, cost, metadata, feedback. Those that lag are not there yet. */
  readonly logs: readonly LogEntry[]
  /** What the next requests to a provider are answered, in turn; after that `models` speaks again. */
  reply(...replies: LocalReply[]): void
  /**
   * What goes wrong with the next request, after what `reply` and `fault` planned before. `afterEvents`: events, or pieces of a body,
   * that come first; `ms`: how long a wait is.
   */
  fault(fault: LocalFault, options?: FaultOptions): void
  /**
   * Forgets requests, plans, cached answers, counted limits, spent credits and logs. Requests on their way are answered, and leave none
   * of that behind. What the management API changed stays.
   */
  reset(): void
  /** The gateway's time: moves it on for lifetimes, windows and waits. */
  readonly clock: { now(): number; advance(ms: number): void }
}

/**
 * Makes a local gateway: no network, no account, no key.
 *
 * @example
 * const local = createLocalGateway()
 * const client = createGatewayClient(local.options)
 * local.reply("Sure")
 *
 * @throws {TypeError} An option is malformed; the message names it, what is wrong and the fix.
 */
export function createLocalGateway(options: LocalGatewayOptions = {}): LocalGateway {
  const requests: LocalRequest[] = []
  const plans = createPlans()
  // The oldest stands first.
  const budget = createByteBudget<LocalRequest>(() => requests.shift())
  const service = createService(options, plans, (request, bytes) => {
    requests.push(request)
    budget.add(request, bytes)
    // One that runs for days must not grow for days.
    if (requests.length > mostRequests) budget.delete(requests.shift()!)
  })
  const answer = createFetch(service, options)
  const fetch: LocalGateway["fetch"] = (input, init) => answer(input, init)
  const { accountId, gateway, gatewayToken: token } = service
  const binding = createBinding(accountId, (url, init) => answer(url, init, true))
  return {
    options: {
      accountId,
      gateway,
      token,
      baseURL: `https://gateway.ai.cloudflare.com/v1/${accountId}/${encodeURIComponent(gateway)}`,
      dangerouslyAllowBrowser: true,
      fetch,
    },
    env: {
      CF_ACCOUNT_ID: accountId,
      GATEWAY_NAME: gateway,
      CF_AIG_TOKEN: token ?? "",
      CLOUDFLARE_API_TOKEN: service.apiToken,
    },
    binding,
    bindingOptions: { binding, gateway },
    fetch,
    // msw takes a thrown error for a bug of the handler; an error response is its word for a broken connection.
    handlers: (http) =>
      [
        "https://gateway.ai.cloudflare.com/*",
        "https://api.cloudflare.com/client/v4/accounts/*",
        ...listDomains(service.accounts).map(({ hostname }) => `https://${hostname}/*`),
      ].map((path) => http.all(path, ({ request }) => fetch(request).catch(() => Response.error()))),
    requests,
    get logs() {
      return service.accounts.get(accountId)?.gateways.get(gateway)?.logs.all() ?? []
    },
    reply: (...replies) => plans.addReplies(replies),
    fault: (fault, details = {}) => plans.addFault(fault, details),
    reset() {
      requests.length = 0
      budget.clear()
      plans.clear()
      service.clear()
    },
    clock: { now: service.clock.now, advance: service.clock.advance },
  }
}

const mostRequests = 10_000
