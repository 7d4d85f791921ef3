import type { Caller } from "../call/caller.ts"
import { observe } from "../call/observe.ts"
import { refuse } from "../call/prepare-call.ts"
import { textsIn } from "../call/texts-in.ts"
import { isGatewayError } from "../errors.ts"
import { holds } from "../gateway/holds.ts"
import { tokenAsKey } from "../gateway/identity.ts"
import { isSecretName, partsOf } from "../gateway/is-secret-name.ts"
import type { FetchLike, RequestDescription } from "../gateway/request-options.ts"
import { resolveModel } from "../gateway/resolve-model.ts"
import { sendThrough } from "../http/pass-pipe.ts"
import { isRecord } from "../schemas/is-record.ts"
import { enterDoor } from "./enter-door.ts"
import { prepareDoorCall, type Door } from "./prepare-door-call.ts"
import { rememberContext } from "./read-gateway-error.ts"
import { readRequest } from "./read-request.ts"

/** Stands where a client insists on a key. Public, opens nothing, and is taken off before anything is sent. */
export const sentinel = "cf-ai-gateway-no-key"

/** A `fetch` that goes through a door and nowhere else. */
export function createDoorFetch(caller: Caller, door: Door, ownFetch: FetchLike | undefined): typeof fetch {
  return async (input, init) => {
    const observers = observe(caller.config)
    const passage = await prepare(caller, door, ownFetch, input, init).catch((error: unknown) => {
      if (isGatewayError(error)) observers.finish(() => error.gateway, { error })
      throw error
    })
    observers.request(passage.describe)
    const response = await sendThrough(passage, passage.options, observers.attempt, (record, error) =>
      observers.finish(record, { error }),
    )
    rememberContext(response, passage)
    return response
  }
}

async function prepare(
  caller: Caller,
  door: Door,
  ownFetch: FetchLike | undefined,
  input: string | URL | Request,
  init: RequestInit | undefined,
) {
  const { headers, body, json, method, signal, url } = await readRequest(input, init)
  const { path, target } = enterDoor(door.root, url)
  const query = target.searchParams
  for (const given of [headers, query])
    for (const [name] of [...given].filter(([, value]) => holds(value, sentinel))) given.delete(name)

  const { provider, slug } = door
  const model = (): string | undefined => {
    const named: unknown = json()?.model
    return typeof named === "string" ? named : undefined
  }
  const owner = () => ownerOf(model())
  const call = prepareDoorCall(caller, door, {
    path,
    signal,
    textsOf: () => textsIn(json()),
    // The body is parsed for it where it matters.
    owner: !provider && caller.config.resolved.providerKey ? owner() : undefined,
  })
  for (const [name, value] of new URLSearchParams(call.options.query)) if (!query.has(name)) query.append(name, value)
  const { binding, way } = call.route
  if (binding && !(method === "POST" && isRecord(json())))
    refuse("invalid_request", [
      { path: ["body"], message: "must be JSON, by POST: a binding takes nothing else, a client with a token does" },
    ])

  return {
    way,
    model,
    // For a guess at a slip: of the two only compat is told the name by the caller's model.
    get provider() {
      return provider ? undefined : owner()
    },
    options: call.options,
    async headers() {
      const ours = await call.wire.headers()
      const tokens = [ours["cf-aig-authorization"]?.slice(7), caller.config.management.token]
      const [leak] =
        [...headers, ...query].find(
          ([name, value]) => name !== "cf-aig-authorization" && tokens.some((token) => holds(value, token)),
        ) ?? []
      if (leak && (provider ? slug : owner()) !== "workers-ai")
        refuse("invalid_request", [{ path: [leak], message: tokenAsKey }])
      return { ...ours, ...Object.fromEntries(headers) }
    },
    async send(headers: Record<string, string>, signal: AbortSignal) {
      if (binding) {
        const endpoint = path.slice(1) + target.search
        const route = { ...call.route, binding: { provider: slug, endpoint } }
        return caller.send(route, { headers, body: body as string, signal }, { ...call.options, query: "" })
      }
      const more = { method, headers, signal, redirect: "manual", ...(body != null && { body }) } as const
      return (ownFetch ?? globalThis.fetch)(String(target), { ...init, ...more })
    },
    secrets: () => [
      ...call.wire.secrets(),
      ...[...headers, ...query].flatMap(([name, value]) => (isSecretName(name) ? partsOf(value) : [])),
    ],
    describe(): RequestDescription {
      const shown = call.describe()
      const own = [...headers].map(([name, value]) => [name, isSecretName(name) ? "[redacted]" : value])
      return { ...shown, method, headers: { ...shown.headers, ...Object.fromEntries(own) }, body: json() }
    },
  }
}

function ownerOf(model = ""): string | undefined {
  const resolved = resolveModel(model)
  return "provider" in resolved ? resolved.provider : undefined
}
