import { Command } from "commander"
import { connectionHelp } from "./connection-options.ts"
import { addEnvOption } from "./env-option.ts"
import { addRequestOptions, type RequestFlags } from "./request-options.ts"
import type { Terminal } from "./terminal.ts"

/** `chat`: asks the gateway of the environment, once or in a conversation. */
export function chatCommand(terminal: Terminal): Command {
  return addEnvOption(addRequestOptions(new Command("chat")), terminal)
    .description("ask a model through the gateway; a conversation where there is no prompt")
    .argument("[prompt...]", "what to ask; - stands for standard input")
    .addHelpText("after", connectionHelp + examples)
    .action(async (words: string[], flags: RequestFlags) => {
      const { runChat } = await import("./run-chat.ts")
      await runChat(words, flags, terminal)
    })
}

const examples = `
Ctrl-C stops an answer, twice in a row ends the command. In a conversation /exit or Ctrl-D ends it.

Examples:
  $ cf-ai-gateway chat "What is Cloudflare?"
  $ cf-ai-gateway chat --model openai/gpt-5-mini --system "Answer in one sentence" "What is a cache?"
  $ cat notes.txt | cf-ai-gateway chat "Summarise:" -
  $ cf-ai-gateway chat --cache-key faq-1 --cache-ttl 3600 --metadata user=42 --metadata team=docs "Hello"
  $ cf-ai-gateway chat --env .env.gateway "Hello"
  $ cf-ai-gateway chat --json "Hello" | jq .gateway.logId`
