import type { Caller } from "../call/caller.ts"
import { findProvider } from "../gateway/find-provider.ts"
import type { FetchLike } from "../gateway/request-options.ts"
import { createDoorFetch, sentinel } from "./door-fetch.ts"
import { prepareDoorCall } from "./prepare-door-call.ts"
import type { ProviderTarget } from "./provider-target.ts"

/** A way through the gateway for other clients: spread it, `new OpenAI({ ...client.provider("openai") })`. Each part works by itself. */
export interface ProviderDoor {
  /**
   * What an OpenAI client takes as its base: `{gateway}/compat`, or `{gateway}/{provider}` and `/v1` where the provider wants it. Over a binding
   * it is made up, and `fetch` alone understands it.
   */
  readonly baseURL: string
  /** A word for clients that insist on a key. It is no secret, opens nothing, and `fetch` takes it off again. */
  readonly apiKey: string
  readonly headers: DoorHeaders
  /**
   * Sends a request through the gateway, to any path of this door's provider. It adds credentials, the client's gateway options and
   * headers, and what the provider demands; what the request brings itself wins, `cf-aig-*` headers too. The response is the wire's, whatever
   * its status: `readGatewayError` and `readGatewayRecord` read it. One attempt, since other clients have retries of their own; `timeout` holds
   * to the headers, `idleTimeout` while a read of the body waits, `totalTimeout` to its end. A `Request`'s body is read before it is sent.
   *
   * @throws {GatewayRequestError} The URL is outside this door, or something is wrong with the request; nothing was sent.
   * @throws {GatewayConnectionError} Nothing came back; or, while the body is read, it broke off.
   * @throws {GatewayTimeoutError} A clock ran out, also while the body is read.
   */
  fetch(input: string | URL | Request, init?: RequestInit): Promise<Response>
}

/** Headers for a client that takes no `fetch`. */
export interface DoorHeaders {
  /**
   * Credentials, gateway options and the client's headers, asked for anew each time. Such a client still sends its own key header beside them, which beats a
   * key stored on the gateway: take that off where the client can. On compat no provider's key is among them, since the model tells whose.
   */
  (): Promise<Record<string, string>>
  /** Clients that have an option `headers` may spread it: there is nothing in it. */
  readonly [name: string]: never
}

/** Makes `client.provider`; `fetch` is the client's own. Throws a `TypeError` for a name that no provider has. */
export function createProviderDoors(
  caller: Caller,
  fetch?: FetchLike | undefined,
): (target: ProviderTarget) => ProviderDoor {
  const { gateway, gatewayId, resolved, surface } = caller.config
  const base =
    surface === "binding"
      ? `https://gateway.ai.cloudflare.com/v1/binding/${encodeURIComponent(String(gatewayId))}`
      : gateway.url

  return (target) => {
    // What is longer than any name is compared with none.
    const name = String(target).replace(/^(?!custom-)([^]{64})[^]+/, "$1")
    const provider = target === "compat" ? undefined : findProvider(name)
    if (provider && "problem" in provider) throw new TypeError(`client.provider: the name ${provider.problem}`)
    const slug = provider?.slug ?? "compat"
    const door = { root: `${base}/${slug}`, slug, provider }
    const headers = async (): Promise<Record<string, string>> => {
      const own = await prepareDoorCall(caller, door, { path: "" }).wire.headers()
      // The other client says who it is.
      if (!resolved.headers["user-agent"]) delete own["user-agent"]
      return own
    }
    return {
      baseURL: door.root + (provider?.openai ?? ""),
      apiKey: sentinel,
      headers: headers as DoorHeaders,
      fetch: createDoorFetch(caller, door, fetch),
    }
  }
}
