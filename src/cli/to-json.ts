import { isRecord } from "../schemas/is-record.ts"
import { redactSecrets } from "./redact-secrets.ts"
import type { Terminal } from "./terminal.ts"

/** A value as JSON, without the tokens and keys of the environment. */
export function toJSON(terminal: Terminal, value: unknown): string {
  const redact = (text: string) => redactSecrets(terminal, text)
  return JSON.stringify(
    value,
    (_, part) => {
      if (typeof part === "string") return redact(part)
      return isRecord(part) ? Object.fromEntries(Object.entries(part).map(([key, of]) => [redact(key), of])) : part
    },
    2,
  )
}
