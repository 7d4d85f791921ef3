import { isRecord } from "../schemas/is-record.ts"
import type { Issue } from "../schemas/issue.ts"
import type { GatewayOptions } from "./gateway-options.ts"
import { unknownNames } from "./nearest-word.ts"
import { fateOf, type Way } from "./support-matrix.ts"

/** What is wrong with a value, and under which of its keys; nothing when all is well. */
type Check = (value: any) => string | readonly [key: string, wrong: string] | undefined

const matches =
  (pattern: RegExp, wanted: string): Check =>
  (value) =>
    typeof value === "string" && pattern.test(value) ? undefined : `must be ${wanted}`
const whole =
  (least: number, most: number, wanted: string): Check =>
  (value) =>
    Number.isInteger(value) && value >= least && value <= most ? undefined : `must be ${wanted}`

// A header's value is one line, and blanks at its ends would be lost on the way.
const text = matches(/^[!-~]([ -~]*[!-~])?$/, "printable ASCII")
const flag: Check = (value) => (typeof value === "boolean" ? undefined : "must be true or false")
const names: Check = (value) =>
  Array.isArray(value) && value.length > 0 && value.every((name) => !text(name) && !name.includes(","))
    ? undefined
    : "must be a list of names"

const metadata: Check = (value) => {
  if (!isRecord(value)) return "must be a flat object"
  const keys = Object.keys(value).filter((key) => value[key] !== undefined)
  if (keys.length > 5) return `has ${keys.length} entries, the client's and the call's together: Cloudflare keeps 5`
  const bad = keys.find((key) => key === "" || key.startsWith("cf."))
  if (bad !== undefined) return `has the key "${bad}": keys must not be empty, and cf. is Cloudflare's`
  const odd = keys.find((key) => !/^(string|boolean)$/.test(typeof value[key]) && !Number.isFinite(value[key]))
  return odd === undefined
    ? undefined
    : [odd, "must be text, number or boolean: Cloudflare drops all metadata over a null or nested value"]
}

const customCost: Check = (value) => {
  if (!isRecord(value)) return "must be an object"
  const odd = Object.keys(value).find(
    (key) =>
      !/^(per_(token_(in|out)|cache_(read|write)_token)|total_cost)$/.test(key) ||
      !(value[key] === undefined || (Number.isFinite(value[key]) && (value[key] as number) >= 0)),
  )
  return odd === undefined ? undefined : [odd, "must be US dollars, under per_token_in, per_token_out, …"]
}

// Every option with its header and its documented limit (reference B), in the order they are sent.
const options: readonly (readonly [path: string, header: string, check: Check])[] = [
  ["cacheTtl", "cf-aig-cache-ttl", whole(60, 2_592_000, "60 to 2592000 seconds; for no cache there is `skipCache`")],
  ["cacheKey", "cf-aig-cache-key", text],
  ["skipCache", "cf-aig-skip-cache", flag],
  ["metadata", "cf-aig-metadata", metadata],
  ["collectLog", "cf-aig-collect-log", flag],
  ["collectLogPayload", "cf-aig-collect-log-payload", flag],
  ["eventId", "cf-aig-event-id", text],
  ["requestTimeoutMs", "cf-aig-request-timeout", whole(1, Infinity, "whole milliseconds, 1 or more")],
  ["retries.maxAttempts", "cf-aig-max-attempts", whole(1, 5, "1 to 5")],
  ["retries.retryDelayMs", "cf-aig-retry-delay", whole(0, 60_000, "0 to 60000 milliseconds")],
  ["retries.backoff", "cf-aig-backoff", matches(/^(constant|linear|exponential)$/, "constant, linear or exponential")],
  ["byokAlias", "cf-aig-byok-alias", text],
  ["customCost", "cf-aig-custom-cost", customCost],
  ["zdr", "cf-aig-zdr", flag],
  ["noWholesale", "cf-aig-no-wholesale", flag],
  ["otel.traceId", "cf-aig-otel-trace-id", matches(/^[0-9a-f]{32}$/i, "32 hexadecimal characters")],
  ["otel.parentSpanId", "cf-aig-otel-parent-span-id", matches(/^[0-9a-f]{16}$/i, "16 hexadecimal characters")],
  ["sessionId", "cf-aig-session-id", text],
  ["turnId", "cf-aig-turn-id", text],
  ["noSessionAffinity", "cf-aig-no-session-affinity", flag],
  ["allowedModels", "cf-aig-allowed-models", names],
  ["allowedProviders", "cf-aig-allowed-providers", names],
]

const groups = ["retries", "otel"]

/** The paths of all options, `retries.maxAttempts` among them. */
export const optionPaths = options.map(([path]) => path)

/** The header of an option. */
export function optionHeader(path: string): string {
  return options.find(([known]) => known === path)?.[1] ?? ""
}

/** The option that writes a header. */
export function optionOfHeader(name: string): string | undefined {
  return options.find(([, header]) => header === name)?.[0]
}

/** The headers that ask the gateway for these options. */
export function toOptionHeaders(given: GatewayOptions): Record<string, string> {
  const headers: Record<string, string> = {}
  if (Object.keys(given).every((name) => name === "id")) return headers
  for (const [path, header] of options) {
    const value = at(given, path)
    if (value == null) continue
    // Header values are bytes, so what is not ASCII is escaped.
    const written = isRecord(value)
      ? JSON.stringify(value).replace(
          /[\u007f-\uffff]/g,
          (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
        )
      : String(value)
    if (written !== "{}") headers[header] = written
  }
  return headers
}

/** What is wrong with these options: names and limits. */
export function checkGatewayOptions(given: GatewayOptions): Issue[] {
  if (!isRecord(given)) return [{ path: ["gateway"], message: "must be an object; the name belongs to the client" }]
  const issues: Issue[] = []
  const add = (path: string, message: string, key?: string) =>
    issues.push({ path: ["gateway", ...path.split("."), ...(key === undefined ? [] : [key])], message })
  const present = Object.entries(given).flatMap(([name, value]) =>
    groups.includes(name) && isRecord(value) ? Object.keys(value).map((inner) => `${name}.${inner}`) : name,
  )
  for (const group of groups) {
    const value = at(given, group)
    if (value != null && !isRecord(value)) add(group, "must be an object")
  }
  for (const { path, message } of unknownNames(present, ["id", ...groups, ...optionPaths])) add(String(path), message)
  for (const [path, , check] of options) {
    const value = at(given, path)
    if (value == null) continue
    const wrong = check(value)
    if (typeof wrong === "string") add(path, wrong)
    else if (wrong) add(path, wrong[1], wrong[0])
  }
  return issues
}

/** The options that this way would lose, and those that may do nothing there. */
export function unsupportedOptions(
  given: GatewayOptions,
  way: Way,
): { readonly lost: Issue[]; readonly doubtful: Issue[] } {
  const found = optionPaths
    .filter((path) => at(given, path) != null)
    .flatMap((path) =>
      fateOf(path, way).map(([fate, , , message]) => ({ fate, path: ["gateway", ...path.split(".")], message })),
    )
  return {
    lost: found.filter(({ fate }) => fate === "refuse"),
    doubtful: found.filter(({ fate }) => fate === "warn"),
  }
}

function at(given: object, path: string): unknown {
  return path.split(".").reduce((value: any, key) => value?.[key], given)
}
