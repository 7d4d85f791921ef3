import { describeIssues } from "../../schemas/issue.ts"
import type { LocalGatewayOptions } from "../local-gateway-options.ts"
import { isRecord } from "../../schemas/is-record.ts"
import { modelPatternProblem } from "../models/model-pattern-problem.ts"
import { isProviderName, providerNameProblem } from "../provider-name-problem.ts"
import { customProviders, settingNames } from "./check-settings.ts"
import { byName, list, must, number, oneOf, options, text, token, tokenProblem, whole, type Check } from "./checks.ts"

// What has checks of its own: faults, models, gateways.
const elsewhere: Check = () => []

const milliseconds = number("milliseconds, 0 or more", 0)
const dollars = number("US dollars a token, 0 or more", 0)
const permission = oneOf("AI Gateway Run", "AI Gateway Read", "AI Gateway Edit", "Workers AI Read")
const account = options({
  apiTokens: byName(list(permission), tokenProblem, () => false),
  credits: number("US dollars", -Infinity),
  gateways: byName(elsewhere),
  customProviders,
})
const accountId = must("32 hex", (value) => isAccountId(String(value)))

const known = options({
  accountId,
  gateway: text,
  token: (value) => (value === null ? [] : token(value)),
  cacheTtl: elsewhere,
  gateways: byName(elsewhere),
  accounts: byName(account, (id) => (isAccountId(id) ? undefined : "is no account id: 32 hex")),
  models: elsewhere,
  providerKeys: byName(list(text), providerNameProblem, isProviderName),
  prices: byName(options({ in: dollars, out: dollars }, ["in", "out"]), modelPatternProblem),
  clock: oneOf("system", "manual"),
  latency: (value) =>
    (typeof value === "number" ? milliseconds : options({ headers: milliseconds, event: milliseconds }))(value),
  seed: whole("a whole number", -Infinity),
  fault: text,
  onAnswer: must("a function", (value) => typeof value === "function"),
})

function isAccountId(id: string): boolean {
  return /^[0-9a-f]{32}$/i.test(id)
}

/** Throws a `TypeError` that says what is wrong with the options beside the gateways, and where. */
export function assertOptions(given: LocalGatewayOptions): void {
  if (!isRecord(given))
    throw new TypeError("createLocalGateway takes an object of options, or nothing: createLocalGateway({ token: … })")
  // `token` and `cacheTtl` stand at the top, so that others are looked for there too.
  const lower = Object.keys(given).find((name) => name !== "cacheTtl" && settingNames.includes(name))
  if (lower !== undefined)
    throw new TypeError(`createLocalGateway: \`${lower}\` is a gateway's: gateways: { local: { ${lower}: … } }`)
  const issues = known(given)
  if (issues.length > 0) throw new TypeError(`createLocalGateway: ${describeIssues(issues)}`)
}
