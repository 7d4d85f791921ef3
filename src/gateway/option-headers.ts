import { isRecord } from "../schemas/is-record.ts"
import type { Issue } from "../schemas/issue.ts"
import type { GatewayOptions } from "./gateway-options.ts"
import { unknownNames } from "./nearest-word.ts"
import type { Surface } from "./surface.ts"

/** How an option's value is written into its header. */
export type OptionKind = "text" | "number" | "boolean" | "list" | "json"

type Check = (value: any) => boolean | string

// Header values are single-line; blanks at the ends would be lost on the way.
const isText: Check = (value) => typeof value === "string" && /^[\x21-\x7e]([ -~]*[\x21-\x7e])?$/.test(value)
const isBoolean: Check = (value) => typeof value === "boolean"
const isWhole =
  (least: number, most = Infinity): Check =>
  (value) =>
    Number.isInteger(value) && value >= least && value <= most
const isList: Check = (value) => Array.isArray(value) && value.length > 0 && value.every((entry) => isText(entry) && !entry.includes(","))
const isCost: Check = (value) =>
  isRecord(value) && Object.entries(value).every(([key, price]) => /^(per_(token_(in|out)|cache_(read|write)_token)|total_cost)$/.test(key) && ((price as number) >= 0 || price === undefined))

const checkMetadata: Check = (value) => {
  if (!isRecord(value)) return "must be a flat object"
  const keys = Object.keys(value).filter((key) => value[key] !== undefined)
  if (keys.length > 5) return `has ${keys.length} entries, of which Cloudflare keeps 5`
  const wrong = keys.find((key) => key === "" || key.startsWith("cf.") || !(/string|boolean/.test(typeof value[key]) || Number.isFinite(value[key])))
  return wrong === undefined || `.${wrong} must be text, a finite number, true or false, under a key that does not begin with cf. (Cloudflare drops all metadata over a null or a nested value)`
}

const text = "must be printable ASCII, not empty"
const boolean = "must be true or false"
const names = "must be a list of names without commas"
const milliseconds = "must be whole milliseconds"

// Every option with its header, its kind and its documented limit (reference B), in the order they are sent.
export const optionHeaders: readonly (readonly [path: string, header: string, kind: OptionKind, check: Check, wrong: string])[] = [
  ["cacheTtl", "cf-aig-cache-ttl", "number", isWhole(60, 2_592_000), "must be whole seconds from 60 to 2592000 (30 days); for no cache use `skipCache: true`"],
  ["cacheKey", "cf-aig-cache-key", "text", isText, text],
  ["skipCache", "cf-aig-skip-cache", "boolean", isBoolean, boolean],
  ["metadata", "cf-aig-metadata", "json", checkMetadata, ""],
  ["collectLog", "cf-aig-collect-log", "boolean", isBoolean, boolean],
  ["collectLogPayload", "cf-aig-collect-log-payload", "boolean", isBoolean, boolean],
  ["eventId", "cf-aig-event-id", "text", isText, text],
  ["requestTimeoutMs", "cf-aig-request-timeout", "number", isWhole(1), milliseconds],
  ["retries.maxAttempts", "cf-aig-max-attempts", "number", isWhole(1, 5), "must be 1 to 5"],
  ["retries.retryDelayMs", "cf-aig-retry-delay", "number", isWhole(0, 60_000), `${milliseconds} up to 60000`],
  ["retries.backoff", "cf-aig-backoff", "text", (value) => /^(constant|linear|exponential)$/.test(value), "must be constant, linear or exponential"],
  ["byokAlias", "cf-aig-byok-alias", "text", isText, text],
  ["customCost", "cf-aig-custom-cost", "json", isCost, "must hold US dollars under per_token_in, per_token_out, per_cache_read_token, per_cache_write_token, total_cost"],
  ["zdr", "cf-aig-zdr", "boolean", isBoolean, boolean],
  ["noWholesale", "cf-aig-no-wholesale", "boolean", isBoolean, boolean],
  ["otel.traceId", "cf-aig-otel-trace-id", "text", (value) => /^[0-9a-f]{32}$/i.test(value), "must be 32 hexadecimal characters"],
  ["otel.parentSpanId", "cf-aig-otel-parent-span-id", "text", (value) => /^[0-9a-f]{16}$/i.test(value), "must be 16 hexadecimal characters"],
  ["sessionId", "cf-aig-session-id", "text", isText, text],
  ["turnId", "cf-aig-turn-id", "text", isText, text],
  ["noSessionAffinity", "cf-aig-no-session-affinity", "boolean", isBoolean, boolean],
  ["allowedModels", "cf-aig-allowed-models", "list", isList, names],
  ["allowedProviders", "cf-aig-allowed-providers", "list", isList, names],
]

/** The headers that ask the gateway for these options. */
export function toOptionHeaders(options: GatewayOptions): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const [path, header, kind] of optionHeaders) {
    const value = at(options, path)
    if (value == null) continue
    // Header values are bytes, so what is not ASCII is escaped.
    const written = kind === "json" ? JSON.stringify(value).replace(/[\u007f-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`) : String(value)
    if (written !== "{}") headers[header] = written
  }
  return headers
}

/** What is wrong with these options: names, limits, and what this surface would lose. */
export function checkGatewayOptions(options: GatewayOptions, surface: Surface): Issue[] {
  const paths = optionHeaders.map(([path]) => path)
  const given = Object.entries(options).flatMap(([key, value]) => (isRecord(value) && /^(retries|otel)$/.test(key) ? Object.keys(value).map((inner) => `${key}.${inner}`) : key))
  const issues: Issue[] = unknownNames(given, ["id", "retries", "otel", ...paths])
  for (const [path, , , check, wrong] of optionHeaders) {
    const value = at(options, path)
    if (value == null) continue
    const lost = surface.unsupported[path]
    const result = lost ? lost : check(value)
    if (result !== true) issues.push({ path: [path], message: result || wrong })
  }
  return issues.map(({ path, message }) => ({ path: ["gateway", ...String(path[0]).split(".")], message }))
}

function at(options: object, path: string): unknown {
  return path.split(".").reduce((value: any, key) => value?.[key], options)
}
