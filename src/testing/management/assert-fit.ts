import type { LocalGatewaySettings } from "../local-gateway-options.ts"
import { checkSettings } from "../rules/check-settings.ts"
import { createRefusal } from "./envelope.ts"

/** Refuses settings that no gateway could have, with 400 and code 7001, under the management API's names. */
export function assertFit(settings: LocalGatewaySettings): void {
  const issues = checkSettings(settings)
  if (issues.length === 0) return
  throw createRefusal(
    400,
    issues.map(({ path, message }) => ({ code: 7001, message, path: ["body", ...toFieldPath(path)] })),
  )
}

function toFieldPath([first = "", ...rest]: readonly PropertyKey[]): PropertyKey[] {
  if (first === "rateLimit") return [`rate_limiting_${String(rest[0])}`]
  return [String(first).replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), ...rest]
}
