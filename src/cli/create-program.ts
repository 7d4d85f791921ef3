import { Command } from "commander"
import { version } from "../http/user-agent.ts"
import { chatCommand } from "./chat-command.ts"
import { describeCommand } from "./describe-command.ts"
import { devCommand } from "./dev-command.ts"
import { doctorCommand } from "./doctor-command.ts"
import { exitCodesHelp } from "./exit-codes.ts"
import { logsCommand } from "./logs-command.ts"
import { paint, type Terminal } from "./terminal.ts"

// What a command needs to run is imported when it runs: `--help` and `--version` answer at once.
const commands = [devCommand, chatCommand, doctorCommand, logsCommand, describeCommand]

/** The command line, put together; throws instead of ending the process. */
export function createProgram(terminal: Terminal): Command {
  const program = new Command("cf-ai-gateway")
    .description("Cloudflare AI Gateway from your terminal, and a local one to develop against")
    .version(version, "-v, --version")
    .addHelpText("after", examples)
    .addHelpText("afterAll", exitCodesHelp)
  for (const create of commands) program.addCommand(create(terminal))
  settle(program, terminal)
  return program
}

const examples = `
Examples:
  $ npx cf-ai-gateway chat "Hello"         one question to the gateway of the environment
  $ npx cf-ai-gateway chat --help          all about one command

A local gateway in one terminal, and what asks it in another:
  $ npx cf-ai-gateway dev --env .env.gateway
  $ npx cf-ai-gateway chat --env .env.gateway "Hello"`

// addCommand() hands none of this on.
function settle(command: Command, terminal: Terminal): void {
  const { stdout, stderr } = terminal
  command
    .exitOverride()
    .configureHelp({ styleTitle: (title) => paint(stdout, "bold", title) })
    .configureOutput({
      writeOut: (text) => void stdout.write(text),
      writeErr: (text) => void stderr.write(text),
      getOutHelpWidth: () => stdout.columns || 80,
      getErrHelpWidth: () => stderr.columns || 80,
      // With its suggestion on the same line.
      outputError(text, write) {
        const line = text.trim().replace(/\s*\n\s*/g, " ")
        write(`${line.replace(/^error:/, paint(stderr, "red", "error:"))}\n`)
      },
    })
  for (const child of command.commands) settle(child, terminal)
}
