import { GatewayParseError } from "../errors.ts"
import type { GatewayRecord } from "../gateway/gateway-record.ts"
import type { Logger, ValidateMode } from "../gateway/request-options.ts"
import { describeIssues, toIssues, type Issue } from "../schemas/issue.ts"
import type { $ZodIssue } from "zod/v4/core"

interface Schema {
  safeParse(value: unknown): { success: true } | { success: false; error: { issues: readonly $ZodIssue[] } }
}

/** What is wrong with a value, by a schema. The value itself is never copied or changed. */
export function findIssues(schema: Schema, value: unknown): Issue[] {
  const result = schema.safeParse(value)
  return result.success ? [] : toIssues(result.error.issues)
}

/** Throws, tells the logger, or lets it be, as `mode` says. `body` is what was paid for: it travels on the error. */
export function checkReply(issues: readonly Issue[], mode: ValidateMode, body: unknown, gateway: GatewayRecord, logger: Logger | undefined): void {
  if (issues.length === 0) return
  if (mode === "strict") {
    throw new GatewayParseError(`The reply is no chat completion: ${describeIssues(issues)}`, {
      code: "invalid_response",
      hint: '`body` holds it; with `validate: { response: "warn" }` it is handed out as it is',
      origin: "provider",
      gateway,
      body,
      issues,
    })
  }
  if (mode === "warn") logger?.warn({ logId: gateway.logId, issues: issues.map(({ path, message }) => ({ path: path.map(String).join("."), message })) }, "The reply differs from the schema")
}
