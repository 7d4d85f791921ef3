import type { ChatClient } from "../chat-client.ts"
import { isGatewayError } from "../errors.ts"
import type { GatewayRecord } from "../gateway/gateway-record.ts"
import type { Outcome } from "./ask.ts"
import { hintOf } from "./hint-of.ts"
import type { Terminal } from "./terminal.ts"
import { toJSON } from "./to-json.ts"
import type { Request } from "./to-request.ts"

/** Asks and prints one JSON object: `{ completion, gateway }`, or `{ error, gateway }`. */
export async function askForJSON(
  client: ChatClient,
  { params, gateway }: Request,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<Outcome> {
  const { stdout } = terminal
  const toShown = (value: unknown): unknown => JSON.parse(toJSON(terminal, value))
  try {
    const completion = await client.chat.completions.create<false>(
      { ...params, stream: undefined },
      { gateway, signal },
    )
    // The answer alone is left as it came.
    const answer = { completion, gateway: toShown(toPlain(completion.gateway)) }
    stdout.write(`${JSON.stringify(answer, undefined, 2)}\n`)
    return { completion }
  } catch (error) {
    if (isGatewayError(error)) {
      const { message } = error
      const failure = { error: { ...error, message, hint: hintOf(error) }, gateway: toPlain(error.gateway) }
      stdout.write(`${toJSON(terminal, failure)}\n`)
    }
    return { error }
  }
}

function toPlain({ headers, ...record }: GatewayRecord): object {
  const entries = [...headers].filter(([name]) => name !== "set-cookie")
  return { ...record, headers: Object.fromEntries(entries) }
}
