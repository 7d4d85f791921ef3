import { createInterface } from "node:readline"
import type { GatewayClient } from "../client.ts"
import { toMessage } from "../completion/to-message.ts"
import { toText } from "../completion/to-text.ts"
import type { ChatMessage } from "../schemas/chat-message.ts"
import { ask } from "./ask.ts"
import { CommandError } from "./command-error.ts"
import { exitCodes } from "./exit-codes.ts"
import { printError } from "./print-error.ts"
import type { RequestFlags } from "./request-options.ts"
import { paint, type Terminal } from "./terminal.ts"
import { toCommandError } from "./to-command-error.ts"
import { firstMessages, modelOf, toRequest } from "./to-request.ts"

/** Holds a conversation on the terminal, until `/exit`, Ctrl-D or a second Ctrl-C. */
export async function converse(client: GatewayClient, flags: RequestFlags, terminal: Terminal): Promise<void> {
  const { stdin, stderr } = terminal
  const messages = firstMessages(flags)
  checkFlags(client, flags, terminal)
  const say = (text: string) => stderr.write(`${paint(stderr, "dim", text)}\n`)
  // The prompt is no data: answers alone go to standard output.
  const lines = createInterface({ input: stdin, output: stderr, terminal: stderr.isTTY, prompt: "> " })
  let running: AbortController | undefined
  let interrupts = 0
  const interrupt = (): void => {
    interrupts++
    running?.abort()
    if (interrupts > 1) lines.close()
    else if (!running) {
      say("\nCtrl-C again, Ctrl-D or /exit ends")
      lines.prompt()
    }
  }
  // Readline takes Ctrl-C from a raw terminal; elsewhere it comes as a signal.
  lines.on("SIGINT", interrupt)
  process.on("SIGINT", interrupt)
  say(`${modelOf(flags, terminal)} · Ctrl-C stops an answer, Ctrl-D or /exit ends`)
  lines.prompt()
  try {
    for await (const line of lines) {
      interrupts = 0
      if (/^\/(exit|quit)$/.test(line.trim())) break
      if (line.trim()) {
        running = new AbortController()
        await takeTurn(client, messages, line, flags, terminal, running.signal)
        running = undefined
      }
      // A second Ctrl-C during the answer has closed it.
      if (interrupts < 2) lines.prompt()
    }
  } finally {
    lines.close()
    process.off("SIGINT", interrupt)
  }
  if (interrupts > 1) throw new CommandError("", { exitCode: exitCodes.interrupted })
}

/** Asks, and keeps in `messages` what belongs to the conversation: nothing of a turn that failed before it was answered. */
async function takeTurn(
  client: GatewayClient,
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
function checkFlags(client: GatewayClient, flags: RequestFlags, terminal: Terminal): void {
  const { params, gateway } = toRequest([{ role: "user", content: "Hello" }], flags, terminal)
  try {
    client.chat.completions.describe(params, { gateway })
  } catch (error) {
    throw toCommandError(error)
  }
}
