import { Command, InvalidArgumentError } from "commander"
import { parseWholeNumber } from "./parse-whole-number.ts"
import type { DevFlags } from "./run-dev.ts"
import type { Terminal } from "./terminal.ts"

/** `dev`: runs a local gateway on a port. */
export function devCommand(terminal: Terminal): Command {
  return new Command("dev")
    .description("run a local AI Gateway, and print the variables that lead to it")
    .option("-p, --port <number>", "where it listens on 127.0.0.1; 0 takes a free one", parsePort, 8787)
    .option("-c, --config <file>", "its options: .json, or the default export of a .js, .mjs or .ts")
    .option("--fault <text>", 'what goes wrong with every request, e.g. "stall; after=3"')
    .option("--env <file>", "write the variables to this file too; it stays")
    .addHelpText("after", examples)
    .action(async (flags: DevFlags) => {
      const { runDev } = await import("./run-dev.ts")
      await runDev(flags, terminal)
    })
}

function parsePort(text: string): number {
  const port = parseWholeNumber(text)
  if (port > 65_535) throw new InvalidArgumentError("It must be 0 to 65535.")
  return port
}

const examples = `
The variables go to standard output, all else to standard error. Ctrl-C stops it.

In one terminal:
  $ cf-ai-gateway dev --env .env.gateway
In another:
  $ cf-ai-gateway chat --env .env.gateway "Hello"
  $ node --env-file=.env.gateway app.js

Examples:
  $ cf-ai-gateway dev
  $ cf-ai-gateway dev --port 0
  $ cf-ai-gateway dev --config gateway.config.ts
  $ cf-ai-gateway dev --fault "rate_limited"`
