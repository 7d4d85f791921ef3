import { GatewayParseError } from "../errors.ts"
import type { GatewayRecord } from "../gateway/gateway-record.ts"
import type { Logger, ValidateMode } from "../gateway/request-options.ts"
import { describeIssues, toIssues, type Issue } from "../schemas/issue.ts"
import type { $ZodIssue } from "zod/v4/core"

/** What judges a value. */
export interface Schema {
  safeParse(value: unknown): { success: true } | { success: false; error: { issues: readonly $ZodIssue[] } }
}

/** What is wrong with a value, by a schema. The value itself is never copied or changed. */
export function findIssues(schema: Schema, value: unknown): Issue[] {
  const result = schema.safeParse(value)
  return result.success ? [] : toIssues(result.error.issues)
}

/** What goes for every reply that is not what was promised. */
export const invalidReply = {
  code: "invalid_response",
  origin: "provider",
  hint: '`body` holds it; `validate: { response: "warn" }` lets it pass',
} as const

/** Throws, tells the logger, or lets it be, as `mode` says. `body` is what was paid for: it travels on the error. */
export function checkReply(
  issues: readonly Issue[],
  mode: ValidateMode,
  body: unknown,
  record: () => GatewayRecord,
  logger: Logger | undefined,
  noun = "chat completion",
): void {
  if (issues.length > 0 && mode === "strict") {
    throw new GatewayParseError(`The reply is no ${noun}: ${describeIssues(issues)}`, {
      ...invalidReply,
      gateway: record(),
      body,
      issues,
    })
  }
  tellDrift(issues, logger)
}

/** Tells the logger where a value differs, without the value. */
export function tellDrift(issues: readonly Issue[], logger: Logger | undefined): void {
  if (issues.length > 0) logger?.warn({ issues: describeIssues(issues) }, "AI Gateway: a body differs from its schema")
}
