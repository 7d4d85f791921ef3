import { isRecord } from "../schemas/is-record.ts"
import type { Issue } from "../schemas/issue.ts"
import { defined, mergeGatewayOptions, type GatewayOptions } from "./gateway-options.ts"
import { headerEntries } from "./headers-input.ts"
import { isHeader } from "./is-header.ts"
import { unknownNames } from "./nearest-word.ts"
import { checkGatewayOptions, must, oneOf, optionOfHeader, optionPaths, whole } from "./option-headers.ts"
import type { ProviderKeys, RequestOptions, ValidateMode } from "./request-options.ts"

/** Options with the client's and the defaults filled in. */
export interface ResolvedRequestOptions {
  readonly signal?: AbortSignal | null | undefined
  readonly gateway: GatewayOptions
  readonly providerKey?: ProviderKeys | null | undefined
  readonly timeout: number | false
  readonly idleTimeout: number | false
  readonly totalTimeout: number | false
  readonly maxRetries: number
  readonly maxRetryAfter: number
  readonly validate: {
    readonly request: ValidateMode
    readonly response: ValidateMode
    readonly model: "strict" | "off"
  }
  /** Lower-cased names; `null` takes a header of ours off. */
  readonly headers: Readonly<Record<string, string | null>>
  readonly query: string
  readonly extraBody?: Readonly<Record<string, unknown>> | undefined
}

/** The call's options over the client's. */
export function mergeRequestOptions(client: RequestOptions, call: RequestOptions): RequestOptions {
  return {
    ...client,
    ...defined(call),
    // What is no object is refused later, as it was given.
    gateway:
      call.gateway === undefined || isRecord(call.gateway)
        ? mergeGatewayOptions(client.gateway, call.gateway)
        : call.gateway,
    headers: [...headerEntries(client.headers), ...headerEntries(call.headers)] as [string, string][],
    query: { ...client.query, ...defined(call.query) },
    extraBody: { ...client.extraBody, ...call.extraBody },
    validate: { ...modes(client.validate), ...modes(call.validate) },
  }
}

const clock = must(
  "milliseconds above 0, or false for none",
  (value) => value === false || (typeof value === "number" && value > 0),
)

// Every option of a call, and how it is checked where that is one look.
const checks: {
  readonly [option in keyof Required<RequestOptions>]: ((value: any) => string | undefined) | undefined
} = {
  timeout: clock,
  idleTimeout: clock,
  totalTimeout: clock,
  maxRetries: whole(0, Infinity, "a whole number, 0 or more"),
  maxRetryAfter: must("milliseconds, 0 or more", (value) => value >= 0),
  signal: must("an AbortSignal", (value) => value === null || typeof value?.addEventListener === "function"),
  validate: (value) => Object.values(modes(value)).map(oneOf("strict, warn, off")).find(Boolean),
  extraBody: must(
    "an object without model, messages and stream",
    (value) => isRecord(value) && !["model", "messages", "stream"].some((key) => key in value),
  ),
  gateway: undefined,
  providerKey: undefined,
  headers: undefined,
  query: undefined,
}

/** The names of a call's options. */
export const requestOptionNames = Object.keys(checks)

/** Fills in the defaults and says what is wrong. */
export function resolveRequestOptions(options: RequestOptions): { resolved: ResolvedRequestOptions; issues: Issue[] } {
  const { gateway = {}, validate } = options
  const issues = [...unknownOptions(options, requestOptionNames), ...checkGatewayOptions(gateway)]
  for (const [name, check] of Object.entries(checks)) {
    const value = options[name as keyof RequestOptions]
    const message = value === undefined ? undefined : check?.(value)
    if (message) issues.push({ path: [name], message })
  }
  const query = String(new URLSearchParams(defined(options.query) as Record<string, string>))
  const resolved: ResolvedRequestOptions = {
    timeout: 300_000,
    idleTimeout: 300_000,
    totalTimeout: false,
    // The gateway's attempts and ours multiply: unasked, only one of the two tries again.
    maxRetries: Object.keys(defined(gateway?.retries ?? {})).length > 0 ? 0 : 2,
    maxRetryAfter: 60_000,
    ...(defined(options) as object),
    gateway,
    validate: { request: "strict", response: "strict", model: "strict", ...modes(validate) },
    headers: resolveHeaders(options, issues),
    query: query && `?${query}`,
  }
  return { issues, resolved }
}

/** Names that are no option here, with where they belong or what was probably meant. */
export function unknownOptions(options: object, known: readonly string[]): Issue[] {
  return Object.keys(options).flatMap((name) =>
    optionPaths.includes(name)
      ? [{ path: [name], message: `belongs in \`gateway: { ${name} }\`` }]
      : unknownNames([name], known),
  )
}

function modes(validate: RequestOptions["validate"]): Partial<ResolvedRequestOptions["validate"]> {
  return typeof validate === "string" ? { request: validate, response: validate } : defined(validate)
}

function resolveHeaders(options: RequestOptions, issues: Issue[]): Record<string, string | null> {
  const headers: Record<string, string | null> = {}
  for (const [given, value] of headerEntries(options.headers)) {
    if (value === undefined) continue
    const name = given.toLowerCase()
    const option =
      name === "cf-aig-authorization" ? "token" : name === "cf-aig-gateway-id" ? "gateway" : optionOfHeader(name)
    if (option || name === "content-type")
      issues.push({
        path: ["headers", given],
        message: `is written by us${option ? `, from the option ${option}` : ""}`,
      })
    if (!isHeader(name, value ?? ""))
      issues.push({ path: ["headers", given], message: "holds a character that no header may" })
    headers[name] = value
  }
  return headers
}
