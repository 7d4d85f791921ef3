import type { Caller } from "../call/caller.ts"
import { checkReply, findIssues, type Schema } from "../call/check-reply.ts"
import { createPages, type Pages } from "../call/create-pages.ts"
import type { Performance } from "../call/perform.ts"
import { gatewayLogPageSchema, gatewayLogSchema, type GatewayLog } from "../schemas/gateway-log.ts"
import { checkFeedback, type LogFeedback } from "./check-feedback.ts"
import type { LogDeletion, LogFilters, LogSelection } from "./log-filters.ts"
import { manage, toManager, type LogsOptions, type LogsRequest } from "./manage.ts"
import { toLogPage } from "./to-log-page.ts"
import { toLogId, type LogReference } from "./to-log-id.ts"
import { toDeletionQuery, toLogQuery } from "./to-log-query.ts"

/** How a log is waited for. */
export interface LogWaitOptions extends Omit<LogsOptions, "totalTimeout"> {
  /** Milliseconds in all. `false`: none. @default 10000 */
  timeout?: number | false | undefined
}

/**
 * What the gateway has logged. Over HTTP with `apiToken`, which needs AI Gateway Read, and AI Gateway Edit for `feedback` and `delete`. A client
 * with a binding takes `get`, `wait` and `feedback` over that; the others go over HTTP, for which it needs `accountId` and `apiToken`.
 *
 * All reject with a `GatewayRequestError` for what is wrong with the call, and with the errors of any call.
 */
export interface Logs {
  /**
   * The logs that meet these filters, the newest first. Pages are fetched as they are read, each a call of its own.
   *
   * @example
   * for await (const log of client.logs.list({ success: false })) console.log(log.model, log.status_code)
   */
  list(filters?: LogFilters, options?: LogsOptions): Pages<GatewayLog>
  /** One log. One that is not there, or not yet, is a `not_found`. */
  get(log: LogReference, options?: LogsOptions): Promise<GatewayLog>
  /**
   * One log, as soon as it is there: logs lag behind the answer, by half a second or so. Looks again after 250 ms, then after twice as long each
   * time, up to 2 s. Rejects with the `not_found` seen last when the next look would come after `timeout`. For hooks it is one attempt of one call.
   *
   * @example
   * const { cost } = await client.logs.wait(completion)
   */
  wait(log: LogReference, options?: LogWaitOptions): Promise<GatewayLog>
  /** The request's body as it was logged: JSON where it is that, else text. `not_found` where no bodies are kept. */
  request(log: LogReference, options?: LogsOptions): Promise<unknown>
  /** The answer's body as it was logged: JSON where it is that, else text, such as a stream's events. `not_found` where no bodies are kept. */
  response(log: LogReference, options?: LogsOptions): Promise<unknown>
  /** Rates a log. One that is not there yet is a `not_found`: `wait` for it. */
  feedback(log: LogReference, feedback: LogFeedback, options?: LogsOptions): Promise<void>
  /** Deletes the logs that meet these filters; every log with `{ all: true }` alone. */
  delete(filters: LogDeletion, options?: LogsOptions): Promise<void>
}

export function createLogs(caller: Caller): Logs {
  const manager = toManager(caller)
  const readLog = (log: LogReference): LogsRequest => {
    const id = toLogId(log)
    return { path: pathOf(id), ask: (gateway) => gateway.getLog(id) }
  }
  const readPayload = (log: LogReference, part: string, options?: LogsOptions) =>
    manage(
      manager,
      () => ({ path: `${pathOf(toLogId(log))}/${part}`, reads: "payload" }),
      options,
      (value) => value,
    )
  const readPage = (page: number, filters?: LogFilters, options?: LogsOptions) =>
    manage(
      manager,
      () => ({
        query: { page: String(page), ...toLogQuery(filters) },
        // It may be a prompt that is looked for.
        texts: [filters?.search, ...valuesOf(filters)],
      }),
      options,
      (value, performance) => {
        const page = check<object>(value, performance, gatewayLogPageSchema, "page of logs")
        return { ...toLogPage(page, filters?.pageSize ?? 50), gateway: performance.call.record() }
      },
    )
  return {
    list: (filters, options) => createPages((page) => readPage(page, filters, options)),
    get: (log, options) => manage(manager, () => readLog(log), options, toLog),
    wait(log, options) {
      const { timeout = 10_000 } = options ?? {}
      const request = () => ({ ...readLog(log), patience: timeout })
      // One look that hangs must not outlast them all.
      return manage(manager, request, { ...options, timeout, totalTimeout: timeout }, toLog)
    },
    request: (log, options) => readPayload(log, "request", options),
    response: (log, options) => readPayload(log, "response", options),
    feedback(log, feedback, options) {
      const request = (): LogsRequest => {
        const id = toLogId(log)
        const body = checkFeedback(feedback)
        return {
          method: "PATCH",
          path: pathOf(id),
          body,
          texts: Object.values(body.metadata ?? {}),
          ask: (gateway) => gateway.patchLog(id, body as never),
        }
      }
      return manage(manager, request, options, () => undefined)
    },
    delete: (filters, options) =>
      manage(
        manager,
        () => ({ method: "DELETE", query: toDeletionQuery(filters), texts: valuesOf(filters) }),
        options,
        () => undefined,
      ),
  }
}

function valuesOf(given: LogSelection | undefined): unknown[] {
  return (given?.filters ?? []).flatMap(({ value }) => value)
}

function pathOf(id: string): string {
  return `/${encodeURIComponent(id)}`
}

function toLog(value: unknown, performance: Performance): GatewayLog {
  return check<{ result: GatewayLog }>(value, performance, gatewayLogSchema, "log").result
}

function check<Reply>(value: unknown, { call, caller, request }: Performance, schema: Schema, noun: string): Reply {
  const mode = request.options.validate.response
  if (mode !== "off") checkReply(findIssues(schema, value), mode, value, call.record, caller.config.logger, noun)
  return value as Reply
}
