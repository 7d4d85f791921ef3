import type { LocalClock } from "../clock.ts"
import type { PlannedFault } from "../faults/planned-fault.ts"
import type { LocalGatewayOptions, LocalGatewaySettings } from "../local-gateway-options.ts"
import type { LocalReply, LocalRequest } from "../local-reply.ts"
import type { LocalModel } from "../models/local-model.ts"
import type { Random } from "../random.ts"
import type { AccountState, GatewayState } from "./gateway-state.ts"

/** What the parts of a local gateway share. */
export interface Service {
  readonly clock: LocalClock
  readonly random: Random
  readonly seed: number
  /** The account that the binding is of. */
  readonly accountId: string
  readonly accounts: ReadonlyMap<string, AccountState>
  readonly prices: LocalGatewayOptions["prices"]
  readonly providerKeys: LocalGatewayOptions["providerKeys"]
  /** Milliseconds until a provider's first byte. */
  readonly latency: number
  /** The token of the named gateway; it and `apiToken` may do everything where `apiTokens` does not say who may. */
  readonly token: string | null
  /** The token of REST and management. */
  readonly apiToken: string
  findModel(provider: string, model: string): LocalModel
  /** What the next request to a provider is answered, where that is planned. */
  nextReply(): LocalReply | undefined
  /** What is planned to go wrong with the next request. */
  nextFault(): PlannedFault | undefined
  /** What goes wrong with every request, or with the first few. */
  takeFaults(): readonly PlannedFault[]
  /** Keeps a request, of so many bytes. */
  note(request: LocalRequest, bytes: number): void
  /** How often all was forgotten. */
  epoch(): number
  createGateway(account: AccountState, id: string, settings: LocalGatewaySettings): GatewayState
  /** An id of the form of UUIDv7. */
  createId(): string
}
