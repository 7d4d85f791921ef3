import type { ChatClient } from "../chat-client.ts"
import type { ChatCompletionStream } from "../completion/completion-stream.ts"
import { isStream } from "../stream/create-stream.ts"
import { firstMessage } from "../completion/read-message.ts"
import { toText } from "../completion/to-text.ts"
import { isGatewayError } from "../errors.ts"
import type { ChatCompletion } from "../schemas/chat-completion.ts"
import { printSummary } from "./print-summary.ts"
import { stripControls } from "./strip-controls.ts"
import type { Terminal } from "./terminal.ts"
import type { Request } from "./to-request.ts"

/** What came of a question: the answer, or as much of it as came and what ended it. */
export interface Outcome {
  readonly completion?: ChatCompletion | undefined
  readonly error?: unknown
}

/** Asks, prints the answer as it comes, and the summary under it. */
export async function ask(
  client: ChatClient,
  { params, gateway }: Request,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<Outcome> {
  const { stdout } = terminal
  let stream: ChatCompletionStream | undefined
  let last = ""
  const print = (text: string): void => {
    last = text || last
    // Whoever pipes an answer gets it as it came.
    stdout.write(stdout.isTTY ? stripControls(text) : text)
  }
  const endLine = (): void => {
    if (last && !last.endsWith("\n")) stdout.write("\n")
  }
  try {
    const answer = await client.chat.completions.create(params, { gateway, signal })
    if (isStream(answer)) {
      stream = answer
      for await (const text of stream.textStream) print(text)
    } else print(toText(answer))
    const completion = isStream(answer) ? await answer.final() : answer
    if (!last) print(firstMessage(completion)?.["refusal"] ?? "")
    endLine()
    printSummary(completion.gateway, completion, terminal)
    return { completion }
  } catch (error) {
    endLine()
    const completion = stream?.snapshot()
    const record = stream?.gateway ?? (isGatewayError(error) ? error.gateway : undefined)
    if (record) printSummary(record, completion, terminal, signal.aborted ? "interrupted" : undefined)
    return { completion, error }
  }
}
