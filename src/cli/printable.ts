import { redactSecrets } from "./redact-secrets.ts"
import { stripControls } from "./strip-controls.ts"
import type { Terminal } from "./terminal.ts"

/** Text of others as it may be shown: it steers no terminal, and holds no token of the environment. */
export function printable(terminal: Terminal, text: string): string {
  return redactSecrets(terminal, stripControls(text))
}
