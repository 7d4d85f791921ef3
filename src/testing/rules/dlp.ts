import type { LocalDlp } from "../local-gateway-options.ts"
import { entriesOf } from "./dlp-profiles.ts"

/** What data loss prevention found, as the header `cf-aig-dlp` says it in JSON. */
export interface DlpResult {
  readonly findings: readonly {
    readonly profile: {
      readonly context: Readonly<Record<string, never>>
      readonly entry_ids: readonly string[]
      readonly profile_id: string
    }
    readonly policy_ids: readonly string[]
    readonly check: "REQUEST" | "RESPONSE"
  }[]
  readonly action: "FLAG" | "BLOCK"
}

/** Checks a request or a response against every policy that is on for it; one that blocks goes before those that flag. */
export function checkDlp(
  dlp: LocalDlp | undefined,
  check: "REQUEST" | "RESPONSE",
  text: string,
): DlpResult | undefined {
  const policies = dlp?.policies.filter((policy) => policy.enabled !== false && policy.check.includes(check)) ?? []
  if (!dlp || policies.length === 0) return undefined
  const profiles = [...new Set(policies.flatMap((policy) => policy.profiles))]
  const findings = profiles.flatMap((profile) => {
    const entries = entriesOf(dlp, profile).filter(([, isIn]) => isIn(text))
    if (entries.length === 0) return []
    return {
      profile: { context: {}, entry_ids: entries.map(([name]) => name), profile_id: profile },
      policy_ids: policies.filter((policy) => policy.profiles.includes(profile)).map(({ id }) => id),
      check,
    }
  })
  if (findings.length === 0) return undefined
  const blocks = policies.some(
    ({ id, action }) => action === "BLOCK" && findings.some((one) => one.policy_ids.includes(id)),
  )
  return { findings, action: blocks ? "BLOCK" : "FLAG" }
}

/** What was found in a request and in its response, as one. */
export function joinDlp(request: DlpResult | undefined, response: DlpResult | undefined): DlpResult | undefined {
  if (!request || !response) return request ?? response
  return { findings: [...request.findings, ...response.findings], action: response.action }
}
