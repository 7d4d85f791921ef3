import type { Answer } from "../answer.ts"
import type { LocalClock } from "../clock.ts"
import { errorReplies, errorRows, type ErrorReply } from "../error-replies.ts"
import type { LocalSurface } from "../local-reply.ts"
import { refuse } from "../service/refuse.ts"
import { createStreamBody, type BodyFault } from "../stream-body.ts"
import type { LocalFault } from "./fault.ts"
import type { PlannedFault } from "./planned-fault.ts"
import { spoilEvents, withoutUsageOf } from "./spoil-events.ts"
import { spoilStream } from "./spoil-stream.ts"

/** What surrounds an answer. */
export interface FaultContext {
  readonly signal: AbortSignal
  readonly clock: LocalClock
  /** Headers of every reply; an answer's own win. */
  readonly ids?: Readonly<Record<string, string>> | undefined
  /** Whose words a refusal is in. @default the gateway's host */
  readonly surface?: LocalSurface | undefined
  /** Milliseconds before the headers. @default 0 */
  readonly headersMs?: number | undefined
  /** Milliseconds before each event. @default 0 */
  readonly eventMs?: number | undefined
}

// Milliseconds where a fault gives none.
const waits = { latency: 100, "slow-headers": 1000 }

const bodyFaults: { readonly [fault in LocalFault]?: BodyFault["kind"] } = {
  stall: "stall",
  truncate: "truncate",
  stream_truncated: "truncate",
  reset: "reset",
  stream_interrupted: "reset",
}

const page: Answer = {
  status: 502,
  headers: { "content-type": "text/html" },
  pieces: ["<html><head><title>502 Bad Gateway</title></head></html>"],
  isStream: false,
}

// What a Response may not have a body with.
const bodiless = [101, 204, 205, 304]

/** The response for an answer, spoiled by the faults; without any, as it is. Faults add up: what replaces the answer is spoiled as it would be. */
export async function applyFaults(
  answer: Answer,
  faults: readonly PlannedFault[],
  context: FaultContext,
): Promise<Response> {
  const { signal, clock, headersMs = 0, eventMs = 0 } = context
  try {
    const wait = headersMs + waitOf(faults, "slow-headers")
    if (wait > 0) await clock.sleep(wait, signal)
    if (has(faults, "timeout")) await aborted(signal)
    if (has(faults, "connection_failed")) throw new TypeError("fetch failed")
  } catch (error) {
    release(answer, error)
    throw error
  }
  const replacement = replaceAnswer(answer, faults, context.surface)
  if (replacement) release(answer, undefined)
  const { status, headers, pieces, isStream } = replacement ?? answer
  const all = new Headers(replacement === page ? {} : context.ids)
  // A refusal in the answer's place is the same request's.
  const kept = replacement && replacement !== page ? Object.entries(answer.headers).filter(isId) : []
  for (const [name, value] of [...kept, ...Object.entries(headers)]) all.set(name, value)
  if (has(faults, "wrong-content-type")) all.set("content-type", "text/plain")
  if (bodiless.includes(status)) return new Response(null, { status, headers: all })
  const body = createStreamBody(spoilText(pieces, isStream, faults), signal, bodyFaultOf(faults), {
    clock,
    pieceMs: eventMs + waitOf(faults, "latency"),
    isSplit: has(faults, "split-bytes"),
  })
  return new Response(body, { status, headers: all })
}

/** What stands in the answer's place, if a fault asks for that: the first refusal, under 200 where that is asked for too. */
export function replaceAnswer(
  { pieces, isStream }: Answer,
  faults: readonly PlannedFault[],
  surface: LocalSurface | undefined,
): Answer | undefined {
  const refusal = faults.map(({ fault }) => replyOf(fault)).find((reply) => reply !== undefined)
  if (has(faults, "error-in-200")) return refuse(surface, { ...(refusal ?? errorRows["2005"]), status: 200 })
  if (refusal) return refuse(surface, refusal)
  // A whole answer has no midway: the provider's error is all of it.
  if (has(faults, "error-midway") && !isStream && Array.isArray(pieces))
    return refuse(surface, { ...errorReplies.server_error!, status: 200 })
  return has(faults, "html-502") ? page : undefined
}

function replyOf(fault: LocalFault): ErrorReply | undefined {
  if (Object.hasOwn(errorRows, fault)) return errorRows[fault as keyof typeof errorRows]
  return Object.hasOwn(errorReplies, fault) ? errorReplies[fault as keyof typeof errorReplies] : undefined
}

function spoilText(pieces: Answer["pieces"], isStream: boolean, faults: readonly PlannedFault[]): Answer["pieces"] {
  // Bytes that are not to be spoiled pass as they come.
  if (pieces instanceof ReadableStream) return isStream && faults.length > 0 ? spoilStream(pieces, faults) : pieces
  if (isStream) return spoilEvents(pieces, faults)
  return has(faults, "missing-usage") ? pieces.map(withoutUsageOf) : pieces
}

// The earliest one wins.
function bodyFaultOf(faults: readonly PlannedFault[]): BodyFault | undefined {
  const found = faults.flatMap(({ fault, afterEvents }): BodyFault[] => {
    const kind = bodyFaults[fault]
    return kind ? [{ kind, afterPieces: afterEvents }] : []
  })
  return found.sort((one, other) => one.afterPieces - other.afterPieces)[0]
}

function isId([name]: [name: string, value: string]): boolean {
  return /^cf-aig-(log-id|event-id|request-id|step)$/i.test(name)
}

function has(faults: readonly PlannedFault[], name: LocalFault): boolean {
  return faults.some(({ fault }) => fault === name)
}

function waitOf(faults: readonly PlannedFault[], name: keyof typeof waits): number {
  return faults.reduce((sum, { fault, ms = waits[name] }) => sum + (fault === name ? ms : 0), 0)
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason)
    signal.addEventListener("abort", () => reject(signal.reason), { once: true })
  })
}

// Nobody reads what came from elsewhere: it must not hold its connection.
function release({ pieces }: Answer, reason: unknown): void {
  if (pieces instanceof ReadableStream) pieces.cancel(reason).catch(() => {})
}
