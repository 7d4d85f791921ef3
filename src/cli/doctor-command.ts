import { Command } from "commander"
import type { DoctorStep } from "../doctor.ts"
import { CommandError } from "./command-error.ts"
import { addConnectionOptions, connectionHelp, type ConnectionOptions } from "./connection-options.ts"
import { addEnvOption } from "./env-option.ts"
import { exitCodes } from "./exit-codes.ts"
import { printable } from "./printable.ts"
import { paint, type Terminal } from "./terminal.ts"
import { toJSON } from "./to-json.ts"

interface DoctorFlags extends ConnectionOptions {
  readonly model?: string | undefined
  readonly json?: boolean | undefined
}

/** `doctor`: looks the set-up over, step by step, and says how to mend it. */
export function doctorCommand(terminal: Terminal): Command {
  const command = new Command("doctor")
    .description("check the set-up, step by step, each with a tick or its fix")
    .option("--model <model>", "the model to ask (CF_AIG_MODEL; else anthropic/claude-sonnet-4-5)")
    .option("--json", "print the steps as JSON")
  return addEnvOption(addConnectionOptions(command), terminal)
    .addHelpText("after", help)
    .action(async (flags: DoctorFlags) => {
      const steps = await examine(terminal, flags)
      const text = flags.json ? toJSON(terminal, steps) : steps.map((step) => toLines(terminal, step)).join("\n")
      terminal.stdout.write(`${text}\n`)
      if (steps.every(({ ok }) => ok)) return
      // Said already, step by step: no message of its own.
      throw new CommandError("", { exitCode: steps[0]?.ok ? exitCodes.failed : exitCodes.usage })
    })
}

const help = `
Sends at most 6 requests; two are paid, about 20 tokens each. Exits with 0 when all is well, 1 when a check fails, 2 when it is the first,
the configuration.

Examples:
  $ cf-ai-gateway doctor
  $ cf-ai-gateway doctor --env .env.gateway
  $ cf-ai-gateway doctor --model openai/gpt-5-mini
  $ cf-ai-gateway doctor --gateway staging --json | jq '.[] | select(.ok | not)'
${connectionHelp}`

async function examine({ env, stderr }: Terminal, flags: DoctorFlags): Promise<DoctorStep[]> {
  const [{ clientFromEnvironment }, { doctor, doctorSteps }, { toCommandFix }, { overriddenAdvice }] =
    await Promise.all([
      import("./client-from-environment.ts"),
      import("../doctor.ts"),
      import("./to-command-fix.ts"),
      import("./overridden-advice.ts"),
    ])
  try {
    const client = clientFromEnvironment(flags)
    if (stderr.isTTY) stderr.write(paint(stderr, "dim", "Sending a few short requests…\n"))
    const steps = await doctor(client, { model: flags.model || env["CF_AIG_MODEL"] || undefined })
    const advice = overriddenAdvice(env, flags)
    return steps.map((step) => {
      const { fix, ...rest } = step
      const told = fix === undefined ? (step.name === "configuration" ? advice : undefined) : toCommandFix(fix)
      return told === undefined ? rest : { ...rest, fix: told }
    })
  } catch (error) {
    if (!(error instanceof CommandError)) throw error
    // No client, no call: what is malformed is the first finding.
    return doctorSteps.map((name, index) =>
      index === 0 ? { name, ok: false, fix: error.message } : { name, ok: false, skipped: true },
    )
  }
}

function toLines(terminal: Terminal, { name, ok, skipped, detail, fix }: DoctorStep): string {
  const { stdout } = terminal
  const mark = skipped ? paint(stdout, "dim", "-") : ok ? paint(stdout, "green", "✔") : paint(stdout, "red", "✖")
  const told = skipped ? paint(stdout, "dim", "not checked") : printable(terminal, detail ?? "")
  const line = `${mark} ${name.padEnd(14)}  ${told}`.trimEnd()
  return fix ? `${line}\n  ${paint(stdout, ok ? "yellow" : "bold", `→ ${printable(terminal, fix)}`)}` : line
}
