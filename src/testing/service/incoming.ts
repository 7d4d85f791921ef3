import { isRecord } from "../../schemas/is-record.ts"
import type { PlannedFault } from "../faults/planned-fault.ts"
import type { JSONObject } from "../formats/wire-format.ts"
import { parseJSON } from "../parse-json.ts"

/** A request as it came in, its body read. */
export interface Incoming {
  readonly method: string
  readonly url: URL
  readonly headers: Headers
  readonly text: string
  /** The body as it came: not all is text. */
  readonly bytes: ArrayBuffer
  readonly signal: AbortSignal
  /** When it came, by the gateway's clock. */
  readonly at: number
  /** Its place among all requests, from 1. */
  readonly number: number
  /** What `x-local-gateway-fault` asks for. */
  readonly faults: readonly PlannedFault[]
  /** Whether `reset` came since: it is answered, and leaves nothing behind. */
  readonly isForgotten: () => boolean
  /** Whether it came over the binding, in the account's own name. */
  readonly isBinding: boolean
  /** Whom Cloudflare Access knows. */
  readonly userId?: string | undefined
}

/** The body as a JSON object; nothing where it is none. */
export function parseObject(text: string): JSONObject | undefined {
  const value = parseJSON(text)
  return isRecord(value) ? value : undefined
}
