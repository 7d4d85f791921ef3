import type { LocalGatewayOptions } from "../testing/local-gateway-options.ts"
import { printable } from "./printable.ts"
import { paint, type Terminal } from "./terminal.ts"

/** A configuration's `onAnswer` whose failure is told once, and spoils no request. */
export function guardObserver(
  observe: LocalGatewayOptions["onAnswer"],
  terminal: Terminal,
): NonNullable<LocalGatewayOptions["onAnswer"]> {
  const { stderr } = terminal
  let isTold = false
  const tell = (error: unknown): void => {
    if (isTold) return
    isTold = true
    const text = printable(terminal, String(error).split("\n")[0]!)
    stderr.write(`${paint(stderr, "red", "error:")} onAnswer of the configuration failed: ${text}\n`)
  }
  // An async one fails by rejecting.
  const call: (...args: Parameters<NonNullable<typeof observe>>) => Promise<unknown> = async (answer) =>
    observe?.(answer)
  return (answer) => void call(answer).catch(tell)
}
