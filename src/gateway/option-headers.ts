import { isRecord } from "../schemas/is-record.ts"
import type { Issue } from "../schemas/issue.ts"
import type { GatewayOptions } from "./gateway-options.ts"
import { unknownNames } from "./nearest-word.ts"
import { fateOf, type OptionFate, type Way } from "./support-matrix.ts"

/** What is wrong with a value, and under which of its keys; nothing when all is well. */
type Check = (value: any) => string | readonly [key: string, wrong: string] | undefined

/** Says what a value must be, where it is no good. */
export const must =
  (wanted: string, isGood: (value: any) => boolean) =>
  (value: any): string | undefined =>
    isGood(value) ? undefined : `must be ${wanted}`
const matches = (pattern: RegExp, wanted: string) =>
  must(wanted, (value) => typeof value === "string" && pattern.test(value))
/** A whole number within limits. */
export const whole = (least: number, most: number, wanted: string) =>
  must(wanted, (value) => Number.isInteger(value) && value >= least && value <= most)

/** One of these words, which are parted by comma and blank. */
export const oneOf = (words: string) => must(`one of ${words}`, (value) => words.split(", ").includes(value))

// A header's value is one line, and blanks at its ends would be lost on the way.
const text = matches(/^[!-~]([ -~]*[!-~])?$/, "printable ASCII")
const flag = must("true or false", (value) => typeof value === "boolean")
const names = must(
  "a list of names",
  (value) => Array.isArray(value) && value.length > 0 && value.every((name) => !text(name) && !name.includes(",")),
)

const metadata: Check = (value) => {
  if (!isRecord(value)) return "must be a flat object"
  const keys = Object.keys(value).filter((key) => value[key] !== undefined)
  if (keys.length > 5) return `has ${keys.length} entries, the client's included: Cloudflare keeps 5`
  const bad = keys.find((key) => key === "" || key.startsWith("cf."))
  if (bad !== undefined) return `has the key "${bad}": none may be empty or begin with cf.`
  const odd = keys.find((key) => !/^(string|boolean)$/.test(typeof value[key]) && !Number.isFinite(value[key]))
  return odd === undefined ? undefined : [odd, "must be text, number or boolean, else Cloudflare drops all metadata"]
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

// Every option with its documented limit (reference B), in the order they are sent.
const checks: { readonly [path: string]: Check } = {
  cacheTtl: whole(60, 2_592_000, "60 to 2592000 seconds; for no cache there is `skipCache`"),
  cacheKey: text,
  skipCache: flag,
  metadata,
  collectLog: flag,
  collectLogPayload: flag,
  eventId: text,
  requestTimeoutMs: whole(1, Infinity, "whole milliseconds, 1 or more"),
  "retries.maxAttempts": whole(1, 5, "1 to 5"),
  "retries.retryDelayMs": whole(0, 60_000, "0 to 60000 milliseconds"),
  "retries.backoff": oneOf("constant, linear, exponential"),
  byokAlias: text,
  customCost,
  zdr: flag,
  noWholesale: flag,
  "otel.traceId": matches(/^[0-9a-f]{32}$/i, "32 hexadecimal characters"),
  "otel.parentSpanId": matches(/^[0-9a-f]{16}$/i, "16 hexadecimal characters"),
  sessionId: text,
  turnId: text,
  noSessionAffinity: flag,
  allowedModels: names,
  allowedProviders: names,
}

const groups = ["retries", "otel"]

/** The paths of all options, `retries.maxAttempts` among them. */
export const optionPaths = Object.keys(checks)

/** The header of an option: `cf-aig-retry-delay` of `retries.retryDelayMs`, `cf-aig-otel-trace-id` of `otel.traceId`. */
export function optionHeader(path: string): string {
  const words = path.replace(/^retries\.|Ms$/g, "").replace(/\.|(?=[A-Z])/g, "-")
  return `cf-aig-${words.toLowerCase()}`
}

const optionHeaders = optionPaths.map(optionHeader)

/** The option that writes a header. */
export function optionOfHeader(name: string): string | undefined {
  return optionPaths[optionHeaders.indexOf(name)]
}

/** The headers that ask the gateway for these options. */
export function toOptionHeaders(given: GatewayOptions): Record<string, string> {
  const headers: Record<string, string> = {}
  if (Object.keys(given).every((name) => name === "id")) return headers
  const values = byPath(given)
  for (const path of optionPaths) {
    const value = values.get(path)
    if (value == null) continue
    // Header values are bytes, so what is not ASCII is escaped.
    const written = isRecord(value)
      ? JSON.stringify(value).replace(
          /[\u007f-\uffff]/g,
          (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
        )
      : String(value)
    if (written !== "{}") headers[optionHeader(path)] = written
  }
  return headers
}

/** What is wrong with these options: names and limits. */
export function checkGatewayOptions(given: GatewayOptions): Issue[] {
  if (!isRecord(given)) return [{ path: ["gateway"], message: "must be an object; the name belongs to the client" }]
  const issues: Issue[] = []
  const add = (path: string, message: string, key?: string) =>
    issues.push({ path: ["gateway", ...path.split("."), ...(key === undefined ? [] : [key])], message })
  const values = byPath(given)
  for (const { path, message } of unknownNames([...values.keys()], ["id", ...groups, ...optionPaths]))
    add(String(path), message)
  for (const group of groups) if (values.get(group) != null) add(group, "must be an object")
  for (const path of optionPaths) {
    const value = values.get(path)
    const wrong = value == null ? undefined : checks[path]!(value)
    if (typeof wrong === "string") add(path, wrong)
    else if (wrong) add(path, wrong[1], wrong[0])
  }
  return issues
}

/** The options that this way would lose (`refuse`), or that may do nothing there (`warn`). */
export function unsupportedOptions(given: GatewayOptions, way: Way, fate: OptionFate): Issue[] {
  const values = byPath(given)
  return optionPaths.flatMap((path) =>
    values.get(path) == null
      ? []
      : fateOf(path, way)
          .filter(([found]) => found === fate)
          .map(([, , , message]) => ({ path: ["gateway", ...path.split(".")], message })),
  )
}

// Values by path: `retries.backoff` for what stands in a group.
function byPath(given: object): ReadonlyMap<string, unknown> {
  return new Map(
    Object.entries(given).flatMap(([name, value]): [string, unknown][] =>
      groups.includes(name) && isRecord(value)
        ? Object.entries(value).map(([inner, one]) => [`${name}.${inner}`, one])
        : [[name, value]],
    ),
  )
}
