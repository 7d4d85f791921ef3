import { isRecord } from "../schemas/is-record.ts"
import type { Issue } from "../schemas/issue.ts"
import type { GatewayOptions } from "./gateway-options.ts"
import { unknownNames } from "./nearest-word.ts"
import type { Surface } from "./surface.ts"

type Limit = readonly [limit: RegExp | readonly [least: number, most: number], words?: string]

const text: Limit = [/^[!-~]([ -~]*[!-~])?$/, "printable ASCII"]
const flag: Limit = [/^(true|false)$/, "true or false"]
const names: Limit = [/^[!-~]+$/, "a list of names"]

// Every option with its documented limit (reference B), in the order they are sent. The limit is held against what the header says.
const limits: Readonly<Record<string, Limit>> = {
  cacheTtl: [[60, 2_592_000], "60 to 2592000 seconds; for no cache there is `skipCache`"],
  cacheKey: text,
  skipCache: flag,
  // Up to five entries, no empty key nor one of Cloudflare's (cf.), values flat and not null.
  metadata: [
    /^\{("(?!cf\.)([^"\\]|\\.)+":("([^"\\]|\\.)*"|true|false|-?\d[\d.e+-]*)(,(?=")|(?=}))){0,5}\}$/,
    "at most 5 entries of text, number or boolean, not null, no key in cf.: Cloudflare would drop some or all",
  ],
  collectLog: flag,
  collectLogPayload: flag,
  eventId: text,
  requestTimeoutMs: [[1, Infinity], "milliseconds"],
  "retries.maxAttempts": [[1, 5], "1 to 5"],
  "retries.retryDelayMs": [[0, 60_000], "0 to 60000 milliseconds"],
  "retries.backoff": [/^(constant|linear|exponential)$/, "constant, linear or exponential"],
  byokAlias: text,
  customCost: [
    /^\{("(per_(token_(in|out)|cache_(read|write)_token)|total_cost)":\d[\d.e+-]*,?)*\}$/,
    "US dollars under per_token_in, per_token_out, …",
  ],
  zdr: flag,
  noWholesale: flag,
  "otel.traceId": [/^[0-9a-f]{32}$/i, "32 hexadecimal characters"],
  "otel.parentSpanId": [/^[0-9a-f]{16}$/i, "16 hexadecimal characters"],
  sessionId: text,
  turnId: text,
  noSessionAffinity: flag,
  allowedModels: names,
  allowedProviders: names,
}

/** The paths of all options, `retries.maxAttempts` among them. */
export const optionPaths = Object.keys(limits)

/** The header of an option: `cacheTtl` is `cf-aig-cache-ttl`, `retries.retryDelayMs` is `cf-aig-retry-delay`, `otel.traceId` is `cf-aig-otel-trace-id`. */
export function optionHeader(path: string): string {
  return `cf-aig-${path
    .replace(/^retries\.|Ms$/g, "")
    .replace(".", "-")
    .replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
}

/** The headers that ask the gateway for these options. */
export function toOptionHeaders(options: GatewayOptions): Record<string, string> {
  const headers: Record<string, string> = {}
  if (Object.keys(options).every((name) => name === "id")) return headers
  for (const path of optionPaths) {
    const value = written(options, path)
    if (value && value !== "{}") headers[optionHeader(path)] = value
  }
  return headers
}

/** What is wrong with these options: names, limits, and what this surface would lose. */
export function checkGatewayOptions(options: GatewayOptions, surface: Surface): Issue[] {
  const given = Object.entries(options).flatMap(([key, value]) =>
    /^(retries|otel)$/.test(key) && value ? Object.keys(value).map((inner) => `${key}.${inner}`) : key,
  )
  const issues = unknownNames(given, ["id", "retries", "otel", ...optionPaths])
  for (const path of optionPaths) {
    const value = written(options, path)
    if (value === undefined) continue
    const [limit, words] = limits[path]!
    const isGood =
      limit instanceof RegExp
        ? limit.test(value)
        : /^\d+$/.test(value) && Number(value) >= limit[0] && Number(value) <= limit[1]
    const message = surface.unsupported[path] ?? (isGood ? undefined : `must be ${words}`)
    if (message) issues.push({ path: [path], message })
  }
  return issues.map(({ path, message }) => ({ path: ["gateway", ...String(path).split(".")], message }))
}

function written(options: GatewayOptions, path: string): string | undefined {
  const value = path.split(".").reduce((at: any, key) => at?.[key], options)
  if (value == null) return undefined
  if (!isRecord(value)) return String(value)
  // JSON knows no bigint; as null it is refused. Header values are bytes, so what is not ASCII is escaped.
  const json = JSON.stringify(value, (_, entry) => (typeof entry === "bigint" ? null : entry))
  return json.replace(/[\u007f-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`)
}
