/** A log as the management API lists it (reference A10). */
export interface LogEntry {
  readonly id: string
  /** ISO 8601. */
  readonly created_at: string
  /** The provider's slug. */
  readonly provider: string
  /** `provider/model` by `canonicalModel`, which need not be what the request said. */
  readonly model: string
  readonly model_type?: string | undefined
  /** What follows the provider in the URL. */
  readonly path: string
  /** Milliseconds. */
  readonly duration: number
  readonly success: boolean
  readonly cached: boolean
  readonly status_code: number
  readonly tokens_in: number
  readonly tokens_out: number
  /** US dollars; a hit costs 0. */
  readonly cost: number
  /** Whether `cf-aig-custom-cost` made the cost. */
  readonly custom_cost: boolean
  readonly metadata: LogMetadata
  readonly step: number
  readonly request_type: string
  readonly request_content_type: string
  readonly response_content_type: string
  readonly event_id: string
  readonly feedback: -1 | 0 | 1 | null
  readonly score: number | null
  /** Whether Cloudflare's credits paid. */
  readonly wholesale: boolean
  /** Whether a stored key paid. */
  readonly byok: boolean
  /** Whether the gateway asked for a token. */
  readonly authentication: boolean
  /** Whether it came over the compat endpoint. */
  readonly compatibilityMode: boolean
  readonly dlp_action: "FLAG" | "BLOCK" | null
  readonly user_agent: string
}

export type LogMetadata = Readonly<Record<string, string | number | boolean>>

type Given = "id" | "provider" | "model" | "path" | "duration" | "success" | "status_code"

/** A log to write: what is left out is filled in. */
export type NewLog = Pick<LogEntry, Given> & {
  readonly [key in Exclude<keyof LogEntry, Given>]?: LogEntry[key] | undefined
}

/** The bodies; absent where the gateway or the request wants none kept. A stream's is its events as they came. */
export interface LogPayload {
  readonly request?: string | undefined
  readonly response?: string | undefined
}

/** What a reader may change. */
export interface LogPatch {
  readonly feedback?: LogEntry["feedback"] | undefined
  readonly score?: number | null | undefined
  /** Replaces all of it; `null` takes it away. */
  readonly metadata?: LogMetadata | null | undefined
}

/** One log by its id: with the beginning of its bodies. */
export type LogDetail = LogEntry & {
  readonly request_size?: number
  readonly request_head?: string
  readonly request_head_complete?: boolean
  readonly response_size?: number
  readonly response_head?: string
  readonly response_head_complete?: boolean
}

/** Fills in what was left out. */
export function toLogEntry(log: NewLog, now: number): LogEntry {
  const given = Object.fromEntries(Object.entries(log).filter(([, value]) => value !== undefined))
  return {
    created_at: new Date(now).toISOString(),
    cached: false,
    tokens_in: 0,
    tokens_out: 0,
    cost: 0,
    custom_cost: false,
    metadata: {},
    step: 0,
    request_type: "",
    request_content_type: "application/json",
    response_content_type: "application/json",
    event_id: log.id,
    feedback: null,
    score: null,
    wholesale: false,
    byok: false,
    authentication: false,
    compatibilityMode: false,
    dlp_action: null,
    user_agent: "",
    ...(given as NewLog as Pick<LogEntry, Given>),
  }
}
