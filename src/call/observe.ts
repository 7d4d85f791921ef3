import type { TokenUsage } from "../completion/to-usage.ts"
import { isGatewayError } from "../errors.ts"
import type { ClientConfig } from "../gateway/client-config.ts"
import { isRecord } from "../schemas/is-record.ts"
import type { Attempt, GatewayRecord } from "../gateway/gateway-record.ts"
import type { RequestDescription } from "../gateway/request-options.ts"
import type { FinishReason } from "../schemas/chat-completion.ts"

/** Tells hooks and logger what happens. They only look on: nothing they throw reaches the call, and nothing secret reaches them. */
export interface Observers {
  request(describe: () => RequestDescription): void
  attempt(attempt: Attempt, error: unknown): void
  finish(record: () => GatewayRecord, end: CallOutcome): void
}

/** What came of a call: an answer, a failure, or a failure with part of an answer. */
export interface CallOutcome {
  /** What it used and why it ended; asked when somebody looks on. */
  readonly summary?: (() => CallSummary) | undefined
  readonly error?: unknown
}

/** What it used and why it ended, as far as the answer says. */
export interface CallSummary {
  readonly usage?: TokenUsage | undefined
  readonly finishReason?: FinishReason | undefined
}

export function observe({ hooks, logger }: ClientConfig): Observers {
  // A hook may be async: it is not waited for, but what it rejects with is caught.
  const guard = async (tell: () => unknown): Promise<void> => {
    try {
      await tell()
    } catch {
      // Not even its message is told on: it may quote what it was given.
      logger?.warn({}, "AI Gateway: a hook threw")
    }
  }
  return {
    request(describe) {
      if (!hooks.onRequest && !logger) return
      const { body, url, headers, method } = describe()
      void guard(() => hooks.onRequest?.({ url, method, headers: withoutTexts(headers), body: withoutPrompts(body) }))
      const shown = Object.fromEntries(Object.entries(headers).filter(([name]) => shownHeaders.test(name)))
      logger?.debug({ url: url.split("?")[0], headers: shown }, "AI Gateway: request")
    },
    attempt(attempt, error) {
      void guard(() => hooks.onAttempt?.(attempt))
      if (error) logger?.warn({ ...attempt }, "AI Gateway: attempt failed")
    },
    finish(record, { error, summary }) {
      if (!hooks.onFinish && !logger) return
      const gateway = record()
      const { usage, finishReason } = summary?.() ?? {}
      void guard(() => hooks.onFinish?.({ gateway, usage, finishReason, error }))
      const { logId, status, cacheStatus, timings } = gateway
      const fields = { logId, status, cacheStatus, ...timings, tokens: usage?.total, finishReason }
      if (isGatewayError(error))
        logger?.error({ ...fields, code: error.code, hint: error.hint }, "AI Gateway: call failed")
      else logger?.debug(fields, error === undefined ? "AI Gateway: call finished" : "AI Gateway: call left")
    },
  }
}

// Metadata, cache keys and whatever the caller adds are theirs.
const shownHeaders =
  /^(accept|content-type|user-agent|cf-aig-(cache-ttl|skip|collect|event|request|max|retry|backoff|zdr|no-).*)$/

// A cache key made of the question, or metadata, is as private as the prompt.
function withoutTexts(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      /^cf-aig-(cache-key|metadata)$/.test(name) ? "[redacted]" : value,
    ]),
  )
}

// Numbers, switches and the model tell how a call was made; texts may be prompts.
function withoutPrompts(body: any): unknown {
  if (!isRecord(body)) return undefined
  const shown = Object.entries(body).filter(([key, value]) => key === "model" || /number|boolean/.test(typeof value))
  const messages = [body["messages"] ?? []].flat() as { role?: unknown }[]
  return {
    ...Object.fromEntries(shown),
    ...(body["messages"] !== undefined && { messages: messages.map((message) => ({ role: message?.role })) }),
  }
}
