import { nearestWord } from "../../gateway/nearest-word.ts"
import { isRecord } from "../../schemas/is-record.ts"
import { errorReplies, errorRows } from "../error-replies.ts"
import type { LocalFault, WireFault } from "./fault.ts"
import type { PlannedFault } from "./planned-fault.ts"

type Details = { readonly [detail in "afterEvents" | "ms" | "times"]?: number | undefined }

const parameters: { readonly [name: string]: keyof Details } = { after: "afterEvents", ms: "ms", times: "times" }

/** The faults of the wire itself. */
export const wireFaults: { readonly [fault in WireFault]: true } = {
  latency: true,
  "slow-headers": true,
  stall: true,
  truncate: true,
  reset: true,
  "split-bytes": true,
  crlf: true,
  comments: true,
  "error-in-200": true,
  "error-midway": true,
  "duplicate-finish": true,
  "missing-usage": true,
  "html-502": true,
  "wrong-content-type": true,
}

const known: readonly string[] = [
  ...Object.keys(wireFaults),
  ...Object.keys(errorReplies),
  "connection_failed",
  "timeout",
  "stream_truncated",
  "stream_interrupted",
  ...Object.keys(errorRows),
]

/**
 * Reads faults as `x-local-gateway-fault` writes them: commas between faults, parameters after semicolons.
 *
 * @example
 * parseFaults("stall; after=3, crlf")
 */
export function parseFaults(text: string): PlannedFault[] {
  return text
    .split(",")
    .filter((part) => part.trim() !== "")
    .map((part) => {
      const [name = "", ...rest] = part.split(";").map((word) => word.trim())
      const details = rest.filter(Boolean).map((parameter) => readParameter(parameter, name))
      return planFault(name, Object.fromEntries(details))
    })
}

/** A fault with its details. Throws where there is no such fault or detail, or a detail is no count. */
export function planFault(name: string, details: Details = {}): PlannedFault {
  const fault = checkFault(name)
  if (!isRecord(details)) throw new TypeError(`The fault "${name}" takes its details as an object: { afterEvents: 3 }`)
  const known = Object.values(parameters)
  const unknown = Object.keys(details).find((detail) => !(known as string[]).includes(detail))
  if (unknown !== undefined) {
    const fix = suggest(unknown, known) ?? `give ${known.join(", ")}`
    throw new TypeError(`The fault "${name}" has no option "${unknown}": ${fix}`)
  }
  const { afterEvents = 1, ms, times } = details
  for (const [detail, value] of Object.entries({ afterEvents, ms, times }))
    // 2 ** 31 - 1 ms is what timers hold.
    if (value !== undefined && !(Number.isInteger(value) && value >= 0 && value <= 2_147_483_647))
      throw new TypeError(`The fault "${name}" has ${detail} ${value}: give a whole number from 0 to 2147483647`)
  return { fault, afterEvents, ...(ms !== undefined && { ms }), ...(times !== undefined && { times }) }
}

/** The name as a fault. Throws where there is none, with the nearest that there is. */
export function checkFault(name: string): LocalFault {
  if (known.includes(name)) return name as LocalFault
  if (typeof name !== "string") throw new TypeError(`A fault is a text, as "stall" or "2003", not ${typeof name}`)
  if (/^(invalid_request|invalid_model|unsupported_option|not_configured)$/.test(name))
    throw new TypeError(`The local gateway cannot cause "${name}": the client refuses that itself`)
  const all = `give an error code, a row such as "2003", or one of ${Object.keys(wireFaults).join(", ")}`
  throw new TypeError(`There is no fault "${name}": ${suggest(name, known) ?? all}`)
}

function readParameter(parameter: string, fault: string): [detail: keyof Details, value: number] {
  const [name = "", value = ""] = parameter.split(/=(.*)/s).map((word) => word.trim())
  const detail = Object.hasOwn(parameters, name) ? parameters[name] : undefined
  if (!detail) {
    const fix = suggest(name, Object.keys(parameters)) ?? "give after, ms or times"
    throw new TypeError(`The fault "${fault}" has no parameter "${name}": ${fix}`)
  }
  if (!/^\d+$/.test(value))
    throw new TypeError(`The fault "${fault}" has ${name}="${value}": give a whole number, as in "${fault}; ${name}=3"`)
  return [detail, Number(value)]
}

function suggest(name: string, words: readonly string[]): string | undefined {
  const near = nearestWord(name, words)
  return near && `did you mean "${near}"?`
}
