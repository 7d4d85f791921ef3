import { readRateLimits, type RateLimits } from "./rate-limit.ts"
import type { GatewayErrorCode } from "./error-codes.ts"

/**
 * What the gateway, and our own transport, know of a request. It stands on replies, streams and errors alike. What is not known
 * is `undefined`: older gateways, failures before the log, and routes that are not dynamic leave headers out.
 */
export interface GatewayRecord {
  /** The log entry. Opaque: ULIDs before October 2026, UUIDs since. Header: `cf-aig-log-id`. */
  readonly logId?: string | undefined
  /** Your `eventId`, or the gateway's. Header: `cf-aig-event-id`. */
  readonly eventId?: string | undefined
  /** Header: `cf-aig-request-id`. */
  readonly requestId?: string | undefined
  /** A streamed run that may be resumed (catalogue models through a binding). Header: `cf-aig-run-id`. */
  readonly runId?: string | undefined
  /** Which step of a fallback answered, from 0. Header: `cf-aig-step`. */
  readonly step?: number | undefined
  /** Absent where caching is off. Header: `cf-aig-cache-status`. */
  readonly cacheStatus?: "HIT" | "MISS" | (string & {}) | undefined
  /** The model as you wrote it. */
  readonly modelRequested?: string | undefined
  /** The model as it went out, with the prefix in this surface's spelling. */
  readonly modelSent?: string | undefined
  /** What a dynamic route or the Auto Router chose. Headers: `cf-aig-model`, `cf-aig-routed-model`. */
  readonly model?: string | undefined
  /** Who served a dynamic route. Header: `cf-aig-provider`. */
  readonly provider?: string | undefined
  /** Whose credential paid, where the reply says so. */
  readonly keySource?: "Unified" | "BYOK" | (string & {}) | undefined
  /** What data loss prevention found, also in answers it let pass. Header: `cf-aig-dlp`. */
  readonly dlp?:
    | { readonly action: "FLAG" | "BLOCK" | (string & {}); readonly findings: readonly unknown[] }
    | undefined
  /** Why the Auto Router chose so. Headers: `cf-aig-routed-model`, `cf-aig-routing-reason`, `cf-aig-routing-decision-id`. */
  readonly routing?:
    | {
        readonly model?: string | undefined
        readonly reason?: string | undefined
        readonly decisionId?: string | undefined
      }
    | undefined
  /** What Cloudflare's support asks for. Header: `cf-ray`. */
  readonly ray?: string | undefined
  /** A stream was asked for and one whole answer came (guardrails buffer it). */
  readonly buffered?: boolean | undefined
  /** What the provider says is left. */
  readonly rateLimit?: RateLimits | undefined
  /** Every request that went out for this call, in order. */
  readonly attempts: readonly Attempt[]
  /** Milliseconds since the call began. */
  readonly timings: Timings
  /** HTTP status of the last response. */
  readonly status?: number | undefined
  /** All headers of the last response. */
  readonly headers: Headers
}

/** One request on the wire. */
export interface Attempt {
  /** Its HTTP status, where an answer came. */
  readonly status?: number | undefined
  /** Milliseconds waited after it, before the next one. */
  readonly waitMs: number
  /** Why it did not do. */
  readonly reason?: GatewayErrorCode | undefined
}

/** When things happened, in milliseconds since the call began. */
export interface Timings {
  readonly headersMs?: number | undefined
  readonly firstEventMs?: number | undefined
  readonly totalMs?: number | undefined
}

type UnseenParts = Omit<RecordParts, "response">

// Responses that came through a door of ours, which other clients hand around.
const unseen = new WeakMap<object, UnseenParts>()

/** Keeps what no header of this response tells, for `readGatewayRecord`. */
export function rememberParts(response: Response, parts: UnseenParts): void {
  unseen.set(response, parts)
}

/**
 * Reads the record from any `Response` of the gateway, e.g. of a `fetch` of your own. Of one that came through `client.provider(…)` it tells
 * attempts, timings and model as well.
 */
export function readGatewayRecord(response: Response): GatewayRecord {
  return createGatewayRecord({ response, ...(unseen.get(response) ?? { attempts: [], timings: {} }) }, Date.now())
}

/** The parts that no header tells. */
export interface RecordParts {
  readonly response?: { readonly headers: Headers; readonly status: number } | undefined
  readonly attempts: readonly Attempt[]
  readonly timings: Timings
  readonly modelRequested?: string | undefined
  readonly modelSent?: string | undefined
  readonly buffered?: boolean | undefined
  readonly keySource?: string | undefined
}

/** The record of one response; of none, when nothing came back. */
export function createGatewayRecord(parts: RecordParts, now: number): GatewayRecord {
  const { response, ...rest } = parts
  const headers = response?.headers ?? new Headers()
  const read = (name: string) => headers.get(name) ?? undefined
  const step = read("cf-aig-step")
  const routedModel = read("cf-aig-routed-model")
  const reason = read("cf-aig-routing-reason")
  const decisionId = read("cf-aig-routing-decision-id")
  return {
    ...rest,
    logId: read("cf-aig-log-id"),
    eventId: read("cf-aig-event-id"),
    requestId: read("cf-aig-request-id"),
    runId: read("cf-aig-run-id"),
    step: step !== undefined && /^\d+$/.test(step) ? Number(step) : undefined,
    cacheStatus: read("cf-aig-cache-status"),
    model: read("cf-aig-model") ?? routedModel,
    provider: read("cf-aig-provider"),
    dlp: readDlp(read("cf-aig-dlp")),
    routing: routedModel || reason || decisionId ? { model: routedModel, reason, decisionId } : undefined,
    ray: read("cf-ray"),
    rateLimit: readRateLimits(headers, now),
    status: response?.status,
    headers,
  }
}

function readDlp(header: string | undefined): GatewayRecord["dlp"] {
  if (header === undefined) return undefined
  try {
    const { action, findings } = JSON.parse(header)
    return { action: String(action), findings: Array.isArray(findings) ? findings : [] }
  } catch {
    return undefined
  }
}
