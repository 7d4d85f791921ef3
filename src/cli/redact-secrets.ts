import { redact } from "../gateway/redact.ts"
import type { Terminal } from "./terminal.ts"

const secretName = /_(API_KEY|TOKEN|SECRET|ACCESS_KEY)$/

/** Text without the tokens and keys of the environment, which a server may echo. */
export function redactSecrets({ env }: Terminal, text: string): string {
  const secrets = Object.entries(env).flatMap(([name, value]) => (value && secretName.test(name) ? [value] : []))
  // The longest first: of one that holds another nothing is to stay.
  return redact(
    text,
    secrets.toSorted((a, b) => b.length - a.length),
  )
}
