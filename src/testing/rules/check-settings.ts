import { isRecord } from "../../schemas/is-record.ts"
import type { Issue } from "../../schemas/issue.ts"
import { isProviderName, providerNameProblem } from "../provider-name-problem.ts"
import { checkDlpSettings } from "./check-dlp-settings.ts"
import {
  byName,
  flag,
  list,
  must,
  named,
  number,
  oneOf,
  options,
  text,
  token,
  tokenProblem,
  whole,
  type Check,
} from "./checks.ts"

const categories = [...Array.from({ length: 13 }, (_, index) => `S${index + 1}`), "P1"]

const technique = oneOf("fixed", "sliding")
const seconds = number("seconds, more than 0", Number.MIN_VALUE)
const dollars = number("US dollars, 0 or more", 0)

const category = (name: string) => (categories.includes(name) ? undefined : "is no category: they are S1 to S13 and P1")
const rules = byName(oneOf("FLAG", "BLOCK"), category)
const filterOf = (value: Check) => options({ mode: oneOf("filter"), values: list(value) }, ["mode", "values"])
const providerName = named(providerNameProblem)
const scalar = must("text, number or boolean", (value) => /^(string|number|boolean)$/.test(typeof value))

const spendLimit = options(
  {
    id: text,
    enabled: flag,
    // The management API's rules may be pasted here.
    limitType: oneOf("cost"),
    limit: dollars,
    window: seconds,
    technique,
    model: filterOf(text),
    provider: filterOf(providerName),
    metadata: byName((value) =>
      isRecord(value) && value["mode"] === "partition"
        ? options({ mode: text })(value)
        : options({ mode: oneOf("filter", "partition"), values: list(scalar) }, ["mode", "values"])(value),
    ),
  },
  ["limit", "window"],
)

// Reference B, limits: 20 rules on a gateway.
const spendLimits: Check = (value) => {
  const issues = list(spendLimit)(value)
  if (issues.length > 0) return issues
  const ids = (value as { id?: string }[]).map(({ id }) => id).filter((id) => id !== undefined)
  if (ids.length > new Set(ids).size) return [{ path: [], message: "must have ids that differ" }]
  const { length } = value as unknown[]
  return length > 20 ? [{ path: [], message: `has ${length} rules: Cloudflare takes 20` }] : []
}

const isNoKey = (alias: string) => !alias.startsWith("sk-")
const aliasProblem = (alias: string) => (isNoKey(alias) ? undefined : "must be an alias, with the key as its value")

const slug = (name: string) => {
  // The service takes one and calls it custom-custom-…: in a configuration it is a slip.
  if (name.startsWith("custom-")) return "must come without `custom-`, which is put before it where it is called"
  return /^[a-z0-9-]+$/i.test(name)
    ? undefined
    : "must be letters, digits and hyphens; `custom-` is put before it where it is called"
}
const isURL = (value: unknown) => typeof value === "string" && URL.canParse(value) && /^https?:/i.test(value)
const customProvider: Check = (value) =>
  isRecord(value) && "baseURL" in value
    ? options({ baseURL: must("an http: or https: URL", isURL) })(value)
    : must(
        "`{ baseURL }` or a model",
        (value) => /^(string|function|object)$/.test(typeof value) && value !== null,
      )(value)

/** Providers of one's own, by slug. */
export const customProviders = byName(customProvider, slug)

// The elements are the route's own to check.
const isRoute = (value: unknown) => Array.isArray(value) || (isRecord(value) && Array.isArray(value["elements"]))

const hostname = (name: string) => {
  if (/(^|\.)(cloudflare\.com|workers-binding\.ai)$/.test(name)) return "is Cloudflare's own"
  const url = `https://${name}`
  return URL.canParse(url) && new URL(url).hostname === name ? undefined : "must be a hostname alone, as ai.example.com"
}

const known: Readonly<Record<string, Check>> = {
  authentication: flag,
  tokens: list(token),
  // The header's least of 60 is not asked of a gateway: a choice, for short tests.
  cacheTtl: number("seconds, 0 to 2592000 (30 days)", 0, 2_592_000),
  collectLogs: flag,
  logLag: number("milliseconds, 0 or more", 0),
  rateLimit: options({ limit: whole("a number of requests", 0), interval: seconds, technique }, ["limit", "interval"]),
  spendLimits,
  guardrails: options({
    prompt: rules,
    response: rules,
    words: byName(list(text), category),
    service: oneOf("ok", "unavailable", "no-credits"),
  }),
  dlp: checkDlpSettings,
  retries: options({
    maxAttempts: whole("1 to 5", 1, 5),
    // The management API asks for 100 or more: 0 is let through for quick tests.
    retryDelayMs: whole("0 to 60000 milliseconds", 0, 60_000),
    backoff: oneOf("constant", "linear", "exponential"),
  }),
  // Where a name and its key changed places, the key is not repeated.
  byok: byName(byName(text, aliasProblem, isNoKey), providerNameProblem, isProviderName),
  unifiedBilling: flag,
  byokOnly: flag,
  zdr: flag,
  routes: byName(must("a list of elements, or `{ elements }`", isRoute)),
  customProviders,
  domains: byName(
    options({
      access: options({ jwts: list(token), serviceTokens: byName(token, tokenProblem, () => false), bearer: flag }),
    }),
    hostname,
  ),
}
const settings = options(known)

/** The names of a gateway's settings. */
export const settingNames = Object.keys(known)

/** What is wrong with a gateway's settings, and under which of them; nothing when all is well. */
export function checkSettings(value: unknown): Issue[] {
  return settings(value)
}
