import type { Issue } from "../schemas/issue.ts"
import { defined, mergeGatewayOptions, type GatewayOptions } from "./gateway-options.ts"
import { headerEntries } from "./headers-input.ts"
import { unknownNames } from "./nearest-word.ts"
import { checkGatewayOptions, optionHeaders } from "./option-headers.ts"
import type { ProviderKeys, RequestOptions, ValidateMode } from "./request-options.ts"
import type { Surface } from "./surface.ts"

/** Options with the client's and the defaults filled in. */
export interface ResolvedRequestOptions {
  readonly signal: AbortSignal | undefined
  readonly gateway: GatewayOptions
  readonly providerKey: ProviderKeys | undefined
  readonly timeout: number | false
  readonly idleTimeout: number | false
  readonly totalTimeout: number | false
  readonly maxRetries: number
  readonly maxRetryAfter: number
  readonly validate: { readonly request: ValidateMode; readonly response: ValidateMode; readonly model: "strict" | "off" }
  /** Lower-cased names; `null` takes a header of ours off. */
  readonly headers: Readonly<Record<string, string | null>>
  readonly query: string
  readonly extraBody: Readonly<Record<string, unknown>> | undefined
}

/** The call's options over the client's. */
export function mergeRequestOptions(client: RequestOptions, call: RequestOptions): RequestOptions {
  return {
    ...client,
    ...defined(call),
    gateway: mergeGatewayOptions(client.gateway, call.gateway),
    headers: [...headerEntries(client.headers), ...headerEntries(call.headers)] as [string, string][],
    query: { ...client.query, ...defined(call.query) },
    extraBody: { ...client.extraBody, ...call.extraBody },
    validate: { ...modes(client.validate), ...modes(call.validate) },
  }
}

const isClock = (value: any) => value === false || value > 0
const isCount = (value: any) => Number.isInteger(value) && value >= 0
const clock = "must be milliseconds above 0, or false"

// Every option of a call, how it is checked where that is one look, and what is said otherwise.
const checks: { readonly [option in keyof Required<RequestOptions>]: readonly [check?: (value: any) => boolean, wrong?: string] } = {
  timeout: [isClock, clock],
  idleTimeout: [isClock, clock],
  totalTimeout: [isClock, clock],
  maxRetries: [isCount, "must be a whole number"],
  maxRetryAfter: [(value) => value >= 0, "must be milliseconds"],
  signal: [(value) => value === null || "aborted" in value, "must be an AbortSignal"],
  validate: [(value) => Object.values(modes(value)).every((mode) => /^(strict|warn|off)$/.test(mode)), "must be strict, warn or off"],
  gateway: [],
  providerKey: [],
  headers: [],
  query: [],
  extraBody: [],
}

/** The names of a call's options. */
export const requestOptionNames = Object.keys(checks)

/** Fills in the defaults and says what is wrong. */
export function resolveRequestOptions(options: RequestOptions, surface: Surface): { resolved: ResolvedRequestOptions; issues: Issue[] } {
  const { gateway = {}, signal, providerKey, timeout = 300_000, idleTimeout = 300_000, totalTimeout = false, maxRetryAfter = 60_000, query, extraBody } = options
  const issues = [...unknownNames(Object.keys(options), requestOptionNames), ...checkGatewayOptions(gateway, surface)]
  for (const [name, [check, wrong = ""]] of Object.entries(checks)) {
    const value = options[name as keyof RequestOptions]
    if (value !== undefined && check?.(value) === false) issues.push({ path: [name], message: wrong })
  }
  for (const key of ["model", "messages", "stream"]) if (extraBody && key in extraBody) issues.push({ path: ["extraBody", key], message: "belongs in the params" })
  const parameters = String(new URLSearchParams(defined(query) as Record<string, string>))
  return {
    issues,
    resolved: {
      signal: signal ?? undefined,
      gateway,
      providerKey: providerKey ?? undefined,
      timeout,
      idleTimeout,
      totalTimeout,
      // The gateway's attempts and ours multiply: unasked, only one of the two tries again.
      maxRetries: options.maxRetries ?? (gateway.retries ? 0 : 2),
      maxRetryAfter,
      validate: { request: "strict", response: "strict", model: "strict", ...modes(options.validate) },
      headers: resolveHeaders(options, issues),
      query: parameters && `?${parameters}`,
      extraBody,
    },
  }
}

function modes(validate: RequestOptions["validate"]): Partial<ResolvedRequestOptions["validate"]> {
  return typeof validate === "string" ? { request: validate, response: validate } : defined(validate)
}

function resolveHeaders(options: RequestOptions, issues: Issue[]): Record<string, string | null> {
  const headers: Record<string, string | null> = {}
  for (const [given, value] of headerEntries(options.headers)) {
    if (value === undefined) continue
    const name = given.toLowerCase()
    const option = name === "cf-aig-authorization" ? "token" : optionHeaders.find(([, header]) => header === name)?.[0]
    const wrong = option
      ? `is written from the option \`${option}\``
      : name === "content-type"
        ? "is always application/json"
        : /[^!#-'*+.^`|~\w-]/.test(name) || /[^\t\x20-\x7e\x80-\xff]/.test(value ?? "")
          ? "holds a character that no header may have"
          : undefined
    if (wrong) issues.push({ path: ["headers", given], message: wrong })
    headers[name] = value
  }
  return headers
}
