import { clientFromEnvironment } from "./client-from-environment.ts"
import { printable } from "./printable.ts"
import { readPrompt } from "./read-prompt.ts"
import type { RequestFlags } from "./request-options.ts"
import type { Terminal } from "./terminal.ts"
import { toJSON } from "./to-json.ts"
import { toCommandError } from "./to-command-error.ts"
import { firstMessages, toRequest } from "./to-request.ts"

/** Prints a request as it would go over the wire. */
export async function runDescribe(words: readonly string[], flags: RequestFlags, terminal: Terminal): Promise<void> {
  const { stdout } = terminal
  const client = clientFromEnvironment(flags)
  const content = (await readPrompt(words, terminal)) ?? "Hello"
  const { json, ...request } = flags
  const { params, gateway } = toRequest([...firstMessages(flags), { role: "user", content }], request, terminal)
  try {
    const description = client.chat.completions.describe(params, { gateway })
    const body = JSON.stringify(description.body, undefined, 2)
    const headers = Object.entries(description.headers).map(([name, value]) => `${name}: ${value}`)
    const text = [`${description.method} ${description.url}`, ...headers, "", body].join("\n")
    stdout.write(`${json ? toJSON(terminal, description) : printable(terminal, text)}\n`)
  } catch (error) {
    throw toCommandError(error)
  }
}
