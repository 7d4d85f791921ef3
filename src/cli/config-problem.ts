import { unknownNames } from "../gateway/nearest-word.ts"
import { describeIssues } from "../schemas/issue.ts"
import type { LocalGatewayOptions } from "../testing/local-gateway-options.ts"

// JSON has no types to catch a slip; the record keeps this list whole.
const names: Readonly<Record<keyof LocalGatewayOptions, true>> = {
  accountId: true,
  gateway: true,
  token: true,
  cacheTtl: true,
  gateways: true,
  accounts: true,
  models: true,
  providerKeys: true,
  prices: true,
  clock: true,
  latency: true,
  seed: true,
  fault: true,
  onAnswer: true,
}

/** What is wrong with the names of a configuration's options; nothing when all are known. */
export function configProblem(config: LocalGatewayOptions): string | undefined {
  const issues = unknownNames(Object.keys(config), Object.keys(names))
  return issues.length > 0 ? describeIssues(issues) : undefined
}
