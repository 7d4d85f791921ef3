import type { ChatCompletion } from "../schemas/chat-completion.ts"
import type { PlannedFault } from "./faults/planned-fault.ts"
import type { LocalSurface } from "./local-reply.ts"

/** What goes back over the wire, before anything goes wrong with it. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** The body: whole in one piece, or a piece for each event; or bytes as they come from elsewhere. */
  readonly pieces: readonly string[] | ReadableStream<Uint8Array>
  readonly isStream: boolean
  /** What the model said, where it is known. */
  readonly completion?: ChatCompletion | undefined
  /** `provider/model`, where one was asked. */
  readonly model?: string | undefined
  /** Whose credential paid. */
  readonly credential?: "request" | "stored" | "unified" | undefined
  /** In whose words a refusal is. */
  readonly surface?: LocalSurface | undefined
  /** It tells of a bug of the test's own: a model that threw. */
  readonly isBroken?: boolean | undefined
  /** It comes from what stands before the gateway, and tells none of its ids. */
  readonly isOutside?: boolean | undefined
  /** What is to go wrong with it. */
  readonly faults?: readonly PlannedFault[] | undefined
}
