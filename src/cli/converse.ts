import { createInterface, type Interface } from "node:readline"
import type { ChatClient } from "../chat-client.ts"
import { toMessage } from "../completion/to-message.ts"
import { toText } from "../completion/to-text.ts"
import type { ChatMessage } from "../schemas/chat-message.ts"
import { ask } from "./ask.ts"
import { CommandError } from "./command-error.ts"
import { exitCodes } from "./exit-codes.ts"
import { gatherLines } from "./gather-lines.ts"
import { printError } from "./print-error.ts"
import type { RequestFlags } from "./request-options.ts"
import { paint, type Terminal } from "./terminal.ts"
import { toCommandError } from "./to-command-error.ts"
import { firstMessages, modelOf, toRequest } from "./to-request.ts"

/** Holds a conversation on the terminal, until `/exit`, Ctrl-D or a second Ctrl-C. */
export async function converse(client: ChatClient, flags: RequestFlags, terminal: Terminal): Promise<void> {
  const { stdin, stderr } = terminal
  const messages = firstMessages(flags)
  checkFlags(client, flags, terminal)
  const say = (text: string) => stderr.write(`${paint(stderr, "dim", text)}\n`)
  // The prompt is no data: answers alone go to standard output.
  const lines = createInterface({ input: stdin, output: stderr, terminal: stderr.isTTY, prompt: "> " })
  const questions = gatherLines(lines)
  let isClosed = false
  lines.on("close", () => (isClosed = true))
  // Node 24 throws where there is nobody to prompt, and Node 20 waits for ever.
  const prompt = (): void => {
    if (!isClosed) lines.prompt()
  }
  let running: AbortController | undefined
  let interrupts = 0
  const interrupt = (): void => {
    interrupts++
    running?.abort()
    if (interrupts > 1) lines.close()
    else if (!running) {
      discardLine(lines)
      say("\nCtrl-C again, Ctrl-D or /exit ends")
      prompt()
    }
  }
  // Readline takes Ctrl-C from a raw terminal; elsewhere it comes as a signal.
  lines.on("SIGINT", interrupt)
  process.on("SIGINT", interrupt)
  say(`${modelOf(flags, terminal)} · Ctrl-C stops an answer, Ctrl-D or /exit ends`)
  prompt()
  try {
    for await (const question of questions) {
      // A second Ctrl-C: what was typed ahead is not asked any more.
      if (interrupts > 1) break
      interrupts = 0
      if (question) {
        running = new AbortController()
        await takeTurn(client, messages, question, flags, terminal, running.signal)
        running = undefined
      }
      prompt()
    }
  } finally {
    lines.close()
    process.off("SIGINT", interrupt)
  }
  if (interrupts > 1) throw new CommandError("", { exitCode: exitCodes.interrupted })
}

// Ctrl-E, then Ctrl-U. Where readline edits nothing, the terminal itself has thrown the line away.
function discardLine(lines: Interface): void {
  if (!lines.terminal) return
  for (const name of ["e", "u"]) lines.write(null, { ctrl: true, name })
}

/** Asks, and keeps in `messages` what belongs to the conversation: nothing of a turn that failed before it was answered. */
async function takeTurn(
  client: ChatClient,
  messages: ChatMessage[],
  text: string,
  flags: RequestFlags,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<void> {
  const question: ChatMessage = { role: "user", content: text }
  const request = toRequest([...messages, question], flags, terminal)
  const { completion, error } = await ask(client, request, terminal, signal)
  if (completion && (error === undefined || toText(completion))) messages.push(question, toMessage(completion))
  if (error !== undefined && !signal.aborted) printError(toCommandError(error), terminal)
}

// What is wrong with the flags or the variables is said before the first question is typed.
function checkFlags(client: ChatClient, flags: RequestFlags, terminal: Terminal): void {
  const { params, gateway } = toRequest([{ role: "user", content: "Hello" }], flags, terminal)
  try {
    client.chat.completions.describe(params, { gateway })
  } catch (error) {
    throw toCommandError(error)
  }
}
