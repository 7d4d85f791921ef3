import { gatewayIdProblem } from "../../gateway/identity.ts"
import { describeIssues } from "../../schemas/issue.ts"
import type { LocalGatewaySettings } from "../local-gateway-options.ts"
import { checkSettings } from "./check-settings.ts"

/** Throws a `TypeError` that says what is wrong with a gateway's name or settings, and where. */
export function assertSettings(id: string, settings: LocalGatewaySettings): void {
  const problem = gatewayIdProblem(id)
  const issues = problem === undefined ? checkSettings(settings) : [{ path: [], message: problem }]
  if (issues.length === 0) return
  const placed = issues.map(({ path, message }) => ({ path: ["gateways", id, ...path], message }))
  throw new TypeError(`createLocalGateway: ${describeIssues(placed)}`)
}
