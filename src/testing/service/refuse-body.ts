import type { Answer } from "../answer.ts"
import type { ProviderRefusal, WireFormat } from "../formats/wire-format.ts"

/** What a provider says to a body or a key that it cannot take, in its own words. */
export function refuseBody(refusal: ProviderRefusal | string, format: WireFormat): Answer {
  const told: ProviderRefusal =
    typeof refusal === "string" ? { status: 400, message: refusal, type: "invalid_request_error", code: null } : refusal
  return {
    status: told.status,
    headers: { "content-type": "application/json" },
    pieces: [JSON.stringify(format.toError(told))],
    isStream: false,
  }
}
