import type { Caller } from "../call/caller.ts"
import { prepareCall, type Operation, type PreparedCall } from "../call/prepare-call.ts"
import type { Provider } from "../gateway/providers.ts"
import { bindingRoute, gatewayRoute } from "../gateway/route.ts"

/** Where a door leads. */
export interface Door {
  /** What every URL behind it begins with. */
  readonly root: string
  /** The provider's segment of the path, or `compat`. */
  readonly slug: string
  /** Nobody's on compat. */
  readonly provider: Provider | undefined
}

/** What a request may say of itself. */
export interface DoorRequest {
  /** What comes after the door's root. */
  readonly path: string
  readonly signal?: AbortSignal | null | undefined
  /** What a provider may quote in its complaint and nobody else should read. */
  readonly textsOf?: (() => unknown[]) | undefined
  /** Whose model it names, where the path does not tell whose key is to go along. */
  readonly owner?: string | undefined
}

/** Puts the gateway's side of a request together: credentials, options, and what the provider demands. */
export function prepareDoorCall(
  caller: Caller,
  { provider, slug }: Door,
  { path, signal, textsOf, ...request }: DoorRequest,
): PreparedCall {
  const owner = provider ? (provider.prefix ?? slug) : request.owner
  const way = provider ? "native" : "compat"
  const host = { all: [way] } as const
  const operation: Operation<object> = {
    // A provider's own path loses over a binding what either loses: the plan says `native`, the route where that is.
    plan: { compat: host, rest: host, auto: host, binding: provider ? host : { all: ["binding"] } },
    isModelless: !owner,
    route: (config) => ({
      ...(config.surface === "binding"
        ? bindingRoute(config, slug, path.slice(1))
        : gatewayRoute(config, way, `/${slug}${path}`)),
      headers: provider?.headers,
      keyHeader: provider && [provider.keyHeader, provider.keyScheme],
    }),
    toBody: () => undefined,
    textsOf,
  }
  // A name without a model tells the owner, and is not looked at further. What is accepted is the other client's affair.
  return prepareCall(
    caller,
    operation,
    { model: `${owner}/` },
    {
      signal,
      validate: { model: "off" },
      headers: { accept: null },
    },
  )
}
