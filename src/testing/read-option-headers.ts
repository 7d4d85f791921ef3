import type { GatewayOptions } from "../gateway/gateway-options.ts"
import { optionHeader, optionPaths } from "../gateway/option-headers.ts"

const numbers = ["cacheTtl", "requestTimeoutMs", "retries.maxAttempts", "retries.retryDelayMs"]
const flags = ["skipCache", "collectLog", "collectLogPayload", "zdr", "noWholesale", "noSessionAffinity"]
const lists = ["allowedModels", "allowedProviders"]
const objects = ["metadata", "customCost"]

/** What options a request's headers ask for. Headers that cannot be read are left out, as the gateway does. */
export function readOptionHeaders(headers: Headers): GatewayOptions {
  const options: Record<string, unknown> = {}
  for (const path of optionPaths) {
    const value = headers.get(optionHeader(path))
    if (value === null) continue
    const [outer = "", inner] = path.split(".")
    const read = tryRead(path, value)
    if (read !== undefined)
      options[outer] = inner === undefined ? read : { ...(options[outer] as object | undefined), [inner]: read }
  }
  return options
}

function tryRead(path: string, text: string): unknown {
  try {
    if (numbers.includes(path)) return text.trim() && Number.isFinite(Number(text)) ? Number(text) : undefined
    if (flags.includes(path)) return text === "true"
    if (lists.includes(path)) return text.split(",")
    return objects.includes(path) ? JSON.parse(text) : text
  } catch {
    return undefined
  }
}
