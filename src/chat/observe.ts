import { toFinishReason } from "../completion/to-finish-reason.ts"
import { toUsage } from "../completion/to-usage.ts"
import { isGatewayError } from "../errors.ts"
import type { ClientConfig } from "../gateway/client-config.ts"
import type { Attempt, GatewayRecord } from "../gateway/gateway-record.ts"
import type { Logger, RequestDescription } from "../gateway/request-options.ts"
import type { ChatCompletion } from "../schemas/chat-completion.ts"

/** Tells hooks and logger what happens. They only look on: nothing they throw reaches the call, and nothing secret reaches them. */
export interface Observers {
  request(describe: () => RequestDescription): void
  attempt(attempt: Attempt, error: unknown): void
  finish(gateway: GatewayRecord, end: CallOutcome): void
}

/** What came of a call: an answer, a failure, or a failure with part of an answer. */
export interface CallOutcome {
  readonly completion?: ChatCompletion | undefined
  readonly error?: unknown
}

export function observe({ hooks, logger }: ClientConfig): Observers {
  return {
    request(describe) {
      if (!hooks.onRequest && !logger) return
      const { body, ...request } = describe()
      guard(logger, () => hooks.onRequest?.({ ...request, body: withoutPrompts(body) }))
      guard(undefined, () => logger?.debug({ url: withoutQuery(request.url), model: (body as { model?: string }).model, headers: shownHeaders(request.headers) }, "AI Gateway request"))
    },
    attempt(attempt, error) {
      guard(logger, () => hooks.onAttempt?.(attempt))
      guard(undefined, () => {
        if (attempt.reason === undefined) logger?.debug({ ...attempt }, "AI Gateway answered")
        else if (attempt.waitMs > 0) logger?.warn({ ...attempt, hint: isGatewayError(error) ? error.hint : undefined }, "AI Gateway attempt failed, trying again")
        else logger?.warn({ ...attempt }, "AI Gateway attempt failed")
      })
    },
    finish(gateway, { error, completion }) {
      if (!hooks.onFinish && !logger) return
      const usage = completion && toUsage(completion)
      const finishReason = completion && toFinishReason(completion)
      guard(logger, () => hooks.onFinish?.({ gateway, usage, finishReason, error }))
      guard(undefined, () => {
        const fields = { logId: gateway.logId, status: gateway.status, cacheStatus: gateway.cacheStatus, ms: gateway.timings.totalMs, tokens: usage?.total, finishReason }
        if (error === undefined) logger?.debug(fields, "AI Gateway call finished")
        else if (isGatewayError(error)) logger?.error({ ...fields, code: error.code, hint: error.hint }, "AI Gateway call failed")
        else logger?.debug(fields, "AI Gateway call aborted")
      })
    },
  }
}

function guard(logger: Logger | undefined, tell: () => void): void {
  try {
    tell()
  } catch (error) {
    // Not even its message: it may quote what it was given.
    guard(undefined, () => logger?.warn({ name: error instanceof Error ? error.name : typeof error }, "A hook threw"))
  }
}

const shown = /^(accept|content-type|user-agent|cf-aig-(cache-ttl|skip-cache|collect-log.*|event-id|request-timeout|max-attempts|retry-delay|backoff|byok-alias|zdr|no-wholesale))$/

function shownHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => shown.test(name)))
}

function withoutQuery(url: string): string {
  return url.split("?", 1)[0]!
}

// Numbers, switches and the model tell how a call was made; texts may be prompts.
function withoutPrompts(body: unknown): unknown {
  const entries = Object.entries(body as object).flatMap(([key, value]): [string, unknown][] => {
    if (key === "messages" && Array.isArray(value)) return [[key, value.map((message) => ({ role: message?.role, content: "[redacted]" }))]]
    return key === "model" || typeof value === "number" || typeof value === "boolean" || value === null ? [[key, value]] : []
  })
  return Object.fromEntries(entries)
}
