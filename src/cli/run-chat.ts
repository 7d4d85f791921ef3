import { askForJSON } from "./ask-for-json.ts"
import { ask } from "./ask.ts"
import { clientFromEnvironment } from "./client-from-environment.ts"
import { CommandError } from "./command-error.ts"
import { converse } from "./converse.ts"
import { exitCodes } from "./exit-codes.ts"
import { onInterrupt } from "./on-interrupt.ts"
import { readPrompt } from "./read-prompt.ts"
import type { RequestFlags } from "./request-options.ts"
import type { Terminal } from "./terminal.ts"
import { toCommandError } from "./to-command-error.ts"
import { toJSON } from "./to-json.ts"
import { firstMessages, isStreamed, toRequest } from "./to-request.ts"
import { waitingNotice } from "./waiting-notice.ts"

/** Asks once, or holds a conversation where a terminal gives no prompt. */
export async function runChat(words: readonly string[], flags: RequestFlags, terminal: Terminal): Promise<void> {
  try {
    await chat(words, flags, terminal)
  } catch (error) {
    // What the gateway said is printed already, with its record.
    if (flags.json && error instanceof CommandError && error.cause === undefined) {
      const { message, hint } = error
      terminal.stdout.write(`${toJSON(terminal, { error: { message: message || "Interrupted", hint } })}\n`)
    }
    throw error
  }
}

async function chat(words: readonly string[], flags: RequestFlags, terminal: Terminal): Promise<void> {
  const client = clientFromEnvironment(flags, {
    hooks: waitingNotice(terminal),
    // To the headers: a whole answer has no earlier sign of life than its end, so it keeps the client's own time.
    ...(isStreamed(flags) && { timeout: 120_000 }),
  })
  const prompt = await readPrompt(words, terminal)
  if (prompt === undefined) {
    if (words.length === 0 && terminal.stdin.isTTY && !flags.json) {
      if (flags.cacheKey === undefined) return converse(client, flags, terminal)
      throw new CommandError("--cache-key needs a prompt: in a conversation each turn would get the first one's answer")
    }
    const hint = 'cf-ai-gateway chat "Hello", or echo Hello | cf-ai-gateway chat'
    throw new CommandError("There is no prompt", { hint })
  }
  const request = toRequest([...firstMessages(flags), { role: "user", content: prompt }], flags, terminal)
  const interruption = new AbortController()
  const release = onInterrupt(() => interruption.abort())
  const { error } = await (flags.json ? askForJSON : ask)(client, request, terminal, interruption.signal)
  release()
  if (interruption.signal.aborted) throw new CommandError("", { exitCode: exitCodes.interrupted })
  if (error !== undefined) throw toCommandError(error)
}
