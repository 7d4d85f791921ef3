import { isUnreadInput } from "./is-unread-input.ts"
import type { Terminal } from "./terminal.ts"

/**
 * The prompt: the words of the command line, with standard input in place of `-`; standard input alone where there are none and it is
 * piped. `undefined`: none was given.
 */
export async function readPrompt(words: readonly string[], terminal: Terminal): Promise<string | undefined> {
  const { stdin, stderr } = terminal
  if (isUnreadInput(words, terminal)) stderr.write("Standard input is not read: add - to read it\n")
  const texts = words.filter((word) => word !== "-")
  const isPiped = words.length === 0 ? !stdin.isTTY : texts.length < words.length
  const piped = isPiped ? await readAll(stdin) : ""
  return [texts.join(" "), piped].filter((text) => text.trim()).join("\n\n") || undefined
}

async function readAll(stdin: NodeJS.ReadStream): Promise<string> {
  stdin.setEncoding("utf8")
  let text = ""
  for await (const chunk of stdin) text += chunk
  return text.replace(/\r?\n$/, "")
}
