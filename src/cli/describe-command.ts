import { Command } from "commander"
import { connectionHelp } from "./connection-options.ts"
import { addEnvOption } from "./env-option.ts"
import { addRequestOptions, type RequestFlags } from "./request-options.ts"
import type { Terminal } from "./terminal.ts"

/** `describe`: shows what `chat` would send, and sends nothing. */
export function describeCommand(terminal: Terminal): Command {
  return addEnvOption(addRequestOptions(new Command("describe")), terminal)
    .description("show what chat would send: URL, headers with credentials masked, body")
    .argument("[prompt...]", "what would be asked; - stands for standard input")
    .addHelpText("after", connectionHelp + "\n" + examples)
    .action(async (words: string[], flags: RequestFlags) => {
      const { runDescribe } = await import("./run-describe.ts")
      await runDescribe(words, flags, terminal)
    })
}

const examples = `
Examples:
  $ cf-ai-gateway describe
  $ cf-ai-gateway describe --model openai/gpt-5-mini --cache-ttl 3600 "Hello"
  $ cf-ai-gateway describe --json "Hello" | jq .url`
