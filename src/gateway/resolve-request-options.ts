import type { Issue } from "../schemas/issue.ts"
import { mergeGatewayOptions, type GatewayOptions } from "./gateway-options.ts"
import { headerEntries } from "./headers-input.ts"
import { nearestWord } from "./nearest-word.ts"
import { checkGatewayOptions, optionOfHeader } from "./option-headers.ts"
import type { ProviderKeys, RequestOptions, ValidateMode } from "./request-options.ts"
import type { Surface } from "./surface.ts"

/** Options with the client's and the defaults filled in. */
export interface ResolvedRequestOptions {
  readonly signal: AbortSignal | undefined
  readonly gateway: GatewayOptions
  readonly providerKey: ProviderKeys | undefined
  /** The call's own, as a route refuses it where it ignores the client's. */
  readonly callProviderKey: boolean
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

/** An issue that a call reports as `unsupported_option` rather than `invalid_request`. */
export type OptionIssue = Issue & { readonly unsupported?: boolean }

export const requestOptionNames = [
  "signal",
  "gateway",
  "providerKey",
  "timeout",
  "idleTimeout",
  "totalTimeout",
  "maxRetries",
  "maxRetryAfter",
  "validate",
  "headers",
  "query",
  "extraBody",
] as const

/** The call's options over the client's. */
export function mergeRequestOptions(client: RequestOptions, call: RequestOptions): RequestOptions {
  const merged: Record<string, unknown> = { ...client }
  for (const [key, value] of Object.entries(call)) if (value !== undefined) merged[key] = value
  return {
    ...merged,
    gateway: isObject(call.gateway) || call.gateway === undefined ? mergeGatewayOptions(client.gateway ?? {}, call.gateway) : call.gateway,
    headers: [...headerEntries(client.headers), ...headerEntries(call.headers)] as [string, string][],
    query: { ...client.query, ...defined(call.query) },
    extraBody: { ...client.extraBody, ...call.extraBody },
    validate: { ...validateModes(client.validate), ...validateModes(call.validate) },
  }
}

/** Fills in the defaults and says what is wrong. `call` tells what this call itself gave. */
export function resolveRequestOptions(options: RequestOptions, surface: Surface, call?: RequestOptions): { resolved: ResolvedRequestOptions; issues: OptionIssue[] } {
  const issues: OptionIssue[] = checkGatewayOptions(options.gateway ?? {}, surface)
  for (const clock of ["timeout", "idleTimeout", "totalTimeout"] as const) {
    const value = options[clock]
    if (value !== undefined && value !== false && !(typeof value === "number" && value > 0)) {
      issues.push({ path: [clock], message: "must be milliseconds above 0, or false for none" })
    }
  }
  if (options.maxRetries !== undefined && !(Number.isInteger(options.maxRetries) && options.maxRetries >= 0)) {
    issues.push({ path: ["maxRetries"], message: "must be a whole number, 0 or more" })
  }
  if (options.maxRetryAfter !== undefined && !(typeof options.maxRetryAfter === "number" && options.maxRetryAfter >= 0)) {
    issues.push({ path: ["maxRetryAfter"], message: "must be milliseconds, 0 or more" })
  }
  const validate = validateModes(options.validate)
  for (const [key, mode] of Object.entries(validate)) {
    if (!(key === "model" ? ["strict", "off"] : ["strict", "warn", "off"]).includes(mode)) issues.push({ path: ["validate"], message: 'must be "strict", "warn" or "off", or { request, response, model }' })
  }
  if (options.signal != null && typeof options.signal.addEventListener !== "function") issues.push({ path: ["signal"], message: "must be an AbortSignal" })
  const { retries } = options.gateway ?? {}
  return {
    issues,
    resolved: {
      signal: options.signal ?? undefined,
      gateway: options.gateway ?? {},
      providerKey: options.providerKey ?? undefined,
      callProviderKey: call?.providerKey != null,
      timeout: options.timeout ?? 300_000,
      idleTimeout: options.idleTimeout ?? 300_000,
      totalTimeout: options.totalTimeout ?? false,
      // The gateway's attempts and ours multiply: unasked, only one of the two tries again.
      maxRetries: options.maxRetries ?? (retries ? 0 : 2),
      maxRetryAfter: options.maxRetryAfter ?? 60_000,
      validate: { request: "strict", response: "strict", model: "strict", ...validate },
      headers: resolveHeaders(options, issues),
      query: resolveQuery(options),
      extraBody: resolveExtraBody(options, issues),
    },
  }
}

/** Names that are no option, with what was probably meant. */
export function unknownNames(given: object, known: readonly string[], slips: Readonly<Record<string, string>> = {}): Issue[] {
  return Object.keys(given)
    .filter((key) => !known.includes(key))
    .map((key) => {
      const near = slips[key] ?? nearestWord(key, known)
      return { path: [key], message: `is no option${near ? `: did you mean \`${near}\`?` : ""}` }
    })
}

function validateModes(validate: RequestOptions["validate"]): Partial<ResolvedRequestOptions["validate"]> {
  if (validate === undefined) return {}
  if (typeof validate === "string") return { request: validate, response: validate }
  return defined(validate)
}

function resolveHeaders(options: RequestOptions, issues: OptionIssue[]): Record<string, string | null> {
  const headers: Record<string, string | null> = {}
  for (const [given, value] of headerEntries(options.headers)) {
    if (value === undefined) continue
    const name = given.toLowerCase()
    const path = ["headers", given]
    if (!/^[!#$%&'*+.^_`|~0-9a-z-]+$/.test(name)) issues.push({ path, message: "is no name of a header" })
    else if (name === "cf-aig-authorization") issues.push({ path, message: "is written from the option `token`" })
    else if (name === "content-type") issues.push({ path, message: "is always application/json here" })
    else if (optionOfHeader(name)) issues.push({ path, message: `is written from the option \`gateway.${optionOfHeader(name)}\`` })
    else if (value !== null && !/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) issues.push({ path, message: "holds a line break or a character above U+00FF" })
    else headers[name] = value
  }
  return headers
}

function resolveQuery({ query }: RequestOptions): string {
  const entries = Object.entries(query ?? {}).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return entries.length > 0 ? `?${new URLSearchParams(entries)}` : ""
}

function resolveExtraBody({ extraBody }: RequestOptions, issues: OptionIssue[]): Record<string, unknown> | undefined {
  if (!extraBody) return undefined
  for (const key of ["model", "messages", "stream"]) if (key in extraBody) issues.push({ path: ["extraBody", key], message: "belongs in the params" })
  return extraBody
}

function defined<T extends object>(value: T | undefined): Partial<{ [K in keyof T]: Exclude<T[K], undefined> }> {
  return Object.fromEntries(Object.entries(value ?? {}).filter(([, entry]) => entry !== undefined)) as never
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}
