import type { GatewayClient } from "../client.ts"
import { isGatewayError } from "../errors.ts"
import type { GatewayRecord } from "../gateway/gateway-record.ts"
import type { Outcome } from "./ask.ts"
import type { Terminal } from "./terminal.ts"
import type { Request } from "./to-request.ts"

/** Asks and prints one JSON object: `{ completion, gateway }`, or `{ error, gateway }`. */
export async function askForJSON(
  client: GatewayClient,
  { params, gateway }: Request,
  { stdout }: Terminal,
  signal: AbortSignal,
): Promise<Outcome> {
  const print = (value: object) => stdout.write(`${JSON.stringify(value, undefined, 2)}\n`)
  try {
    const completion = await client.chat.completions.create<false>(
      { ...params, stream: undefined },
      { gateway, signal },
    )
    print({ completion, gateway: toPlain(completion.gateway) })
    return { completion }
  } catch (error) {
    if (isGatewayError(error)) print({ error: { ...error, message: error.message }, gateway: toPlain(error.gateway) })
    return { error }
  }
}

function toPlain({ headers, ...record }: GatewayRecord): object {
  const entries = [...headers].filter(([name]) => name !== "set-cookie")
  return { ...record, headers: Object.fromEntries(entries) }
}
