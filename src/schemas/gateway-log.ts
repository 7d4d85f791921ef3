import * as z from "zod/mini"
import { isName } from "./maybe.ts"

/**
 * A log, as the service writes it. Older logs, failures and the list leave fields out; more may come, which are kept. `request_*` and
 * `response_*` about size and head come with a single log alone.
 */
export interface GatewayLog {
  /** What `gateway.logId` of the reply said. */
  readonly id: string
  /** When the request came in, UTC. */
  readonly created_at: string
  /** The provider's slug. */
  readonly provider: string
  /** Cloudflare's own spelling, as `anthropic/claude-haiku-4.5`, which need not be what the request said. */
  readonly model: string
  readonly model_type?: string | null
  /** The path at the provider. */
  readonly path: string
  /** Milliseconds. */
  readonly duration: number
  readonly success: boolean
  /** Whether the gateway's cache answered. */
  readonly cached: boolean
  /** HTTP status. */
  readonly status_code?: number | null
  readonly tokens_in?: number | null
  readonly tokens_out?: number | null
  /** US dollars, an estimate; an answer from the cache costs 0. */
  readonly cost?: number | null
  /** Whether the request's `customCost` made the cost. */
  readonly custom_cost?: boolean | null
  /** What the request carried, and what feedback added. */
  readonly metadata?: { readonly [key: string]: string | number | boolean | null } | null
  /** Which step of a fallback answered, from 0. */
  readonly step?: number | null
  readonly request_type?: string | null
  readonly request_content_type?: string | null
  readonly response_content_type?: string | null
  /** Bytes of the request's body. */
  readonly request_size?: number | null
  /** The beginning of the request's body. */
  readonly request_head?: string | null
  /** Whether `request_head` is all of it. */
  readonly request_head_complete?: boolean | null
  /** Bytes of the answer's body. */
  readonly response_size?: number | null
  /** The beginning of the answer's body. */
  readonly response_head?: string | null
  /** Whether `response_head` is all of it. */
  readonly response_head_complete?: boolean | null
  readonly event_id?: string | null
  readonly feedback?: number | null
  readonly score?: number | null
  /** Whether Cloudflare's Unified Billing paid. */
  readonly wholesale?: boolean | null
  /** Whether a key stored on the gateway was used. */
  readonly byok?: boolean | null
  /** Whether the gateway asked for a token. */
  readonly authentication?: boolean | null
  readonly timings?: unknown
  readonly usage_metadata?: unknown
  readonly dlp_action?: string | null
  readonly user_agent?: string | null
}

// Only its id is insisted on, by which it is found again.
const logSchema = z.looseObject({ id: z.custom<string>(isName, "must be text") })

/** A log in the envelope of Cloudflare's API. */
export const gatewayLogSchema = z.looseObject({ result: logSchema })

/** A page of logs in the same envelope. */
export const gatewayLogPageSchema = z.looseObject({ result: z.array(logSchema, "must be a list") })
