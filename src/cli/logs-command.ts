import { Command, InvalidArgumentError, Option } from "commander"
import { isRecord } from "../schemas/is-record.ts"
import { collectMetadata, type Metadata } from "./collect-metadata.ts"
import { CommandError } from "./command-error.ts"
import { addEnvOption } from "./env-option.ts"
import { exitCodes } from "./exit-codes.ts"
import type { ManagementApi } from "./management-api.ts"
import { printable } from "./printable.ts"
import type { Log, LogFilter } from "./read-logs.ts"
import type { ManagementOptions } from "./resolve-management.ts"
import { paint, type Terminal } from "./terminal.ts"
import { toJSON } from "./to-json.ts"

interface ListFlags extends ManagementOptions, LogFilter {
  readonly json?: boolean | undefined
}

interface ShowFlags extends ManagementOptions {
  readonly request?: boolean | undefined
  readonly response?: boolean | undefined
  readonly json?: boolean | undefined
}

interface FeedbackFlags extends ManagementOptions {
  readonly thumbs?: "up" | "down" | undefined
  readonly score?: number | undefined
  readonly metadata?: Metadata | undefined
  readonly json?: boolean | undefined
}

/** `logs`: lists, shows and rates what the gateway has logged. `wait` passes the time until a fresh log is there. */
export function logsCommand(terminal: Terminal, wait: (milliseconds: number) => Promise<unknown> = sleep): Command {
  const { stdout, stderr } = terminal
  const print = (text: string) => void stdout.write(`${text}\n`)
  const printJSON = (value: unknown) => print(toJSON(terminal, value))

  const list = withCommonOptions(new Command("list"), terminal)
    .description("list the newest logs")
    .option("--limit <n>", "how many, 1 to 1000", toLimit, 20)
    .option("--model <model>", "of this model alone, as the log spells it")
    .option("--provider <provider>", "of this provider alone")
    .option("--failed", "failures alone")
    .option("--cached", "answers from the cache alone")
    .option("--event-id <id>", "of this event alone")
    .option("--search <text>", "with this text")
    .addHelpText("after", listHelp)
    .action(async (flags: ListFlags) => {
      const { api, readLogs, toLogTable } = await open(terminal, flags)
      const logs = await readLogs(api, flags)
      if (flags.json) return printJSON(logs)
      if (logs.length === 0) return void stderr.write("No logs.\n")
      print(toLogTable(terminal, logs))
    })

  const show = withCommonOptions(new Command("show"), terminal)
    .description("show one log")
    .argument("<id>", "its id: `gateway.logId`, the header cf-aig-log-id", toLogId)
    .option("--request", "with the request's body")
    .option("--response", "with the response's body")
    .addHelpText("after", showHelp)
    .action(async (id: string, flags: ShowFlags) => {
      const { api, toLogRows, untilLogged } = await open(terminal, flags)
      const path = `/logs/${id}`
      const log = toLog(await untilLogged(stderr, wait, () => api.get(path)))
      const parts = (["request", "response"] as const).filter((part) => flags[part])
      const bodies: [part: string, body: unknown][] = []
      for (const part of parts)
        bodies.push([part, await untilLogged(stderr, wait, () => api.getPayload(`${path}/${part}`))])
      if (flags.json) return printJSON({ ...log, ...Object.fromEntries(bodies) })
      print(toLogRows(terminal, log))
      for (const [part, body] of bodies) print(`\n${paint(stdout, "bold", part)}\n${printable(terminal, toBody(body))}`)
    })

  const feedback = withCommonOptions(new Command("feedback"), terminal)
    .description("rate one log")
    .argument("<id>", "its id", toLogId)
    .addOption(new Option("--thumbs <direction>", "good or bad").choices(["up", "down"]))
    .option("--score <n>", "a number, 0 to 100 in Cloudflare's examples", toNumber)
    .option("--metadata <key=value>", "notes to keep with it; may be given several times", collectMetadata)
    .addHelpText("after", feedbackHelp)
    .action(async (id: string, flags: FeedbackFlags) => {
      const body = {
        ...(flags.thumbs && { feedback: flags.thumbs === "up" ? 1 : -1 }),
        ...(flags.score !== undefined && { score: flags.score }),
        ...(flags.metadata && { metadata: flags.metadata }),
      }
      if (Object.keys(body).length === 0) throw new CommandError("Give --thumbs, --score or --metadata")
      const { api, untilLogged } = await open(terminal, flags)
      await untilLogged(stderr, wait, () => api.patch(`/logs/${id}`, body))
      if (flags.json) printJSON({ id, ...body })
      else stderr.write("Saved.\n")
    })

  return new Command("logs")
    .description("list, show and rate what the gateway has logged")
    .addCommand(list)
    .addCommand(show)
    .addCommand(feedback)
    .addHelpText("after", help)
}

const tokenHelp = "CLOUDFLARE_API_TOKEN must hold a token with AI Gateway Read, and AI Gateway Edit for feedback."

const listHelp = `
Examples:
  $ cf-ai-gateway logs list --failed --limit 50
  $ cf-ai-gateway logs list --model anthropic/claude-haiku-4.5 --json | jq '.[].cost'

${tokenHelp}`

const showHelp = `
Examples:
  $ cf-ai-gateway logs show 0199c1de-7a53-7f3e-9c1b-2f6d8a4e5b60
  $ cf-ai-gateway logs show 0199c1de-7a53-7f3e-9c1b-2f6d8a4e5b60 --request --response --json

${tokenHelp}`

const feedbackHelp = `
Examples:
  $ cf-ai-gateway logs feedback 0199c1de-7a53-7f3e-9c1b-2f6d8a4e5b60 --thumbs up
  $ cf-ai-gateway logs feedback 0199c1de-7a53-7f3e-9c1b-2f6d8a4e5b60 --score 80 --metadata reviewer=ada

${tokenHelp}`

const help = `
Examples:
  $ cf-ai-gateway logs list --failed
  $ cf-ai-gateway logs show --help         all about one of these

${tokenHelp}`

function withCommonOptions(command: Command, terminal: Terminal): Command {
  return addEnvOption(command, terminal)
    .option("--account <id>", "account id (CF_ACCOUNT_ID)")
    .option("--gateway <name>", "gateway (GATEWAY_NAME)")
    .option("--api-base-url <url>", "in place of https://api.cloudflare.com/client/v4 (CLOUDFLARE_BASE_URL)")
    .option("--json", "print JSON")
}

// Loaded when a command runs: `--help` has no use for it.
async function open(terminal: Terminal, flags: ManagementOptions) {
  const [{ createManagementApi }, { resolveManagement }, { readLogs }, { untilLogged }, table] = await Promise.all([
    import("./management-api.ts"),
    import("./resolve-management.ts"),
    import("./read-logs.ts"),
    import("./until-logged.ts"),
    import("./to-log-table.ts"),
  ])
  const api: ManagementApi = createManagementApi(resolveManagement(terminal.env, flags))
  return { api, readLogs, untilLogged, ...table }
}

function sleep(milliseconds: number): Promise<unknown> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds)
  })
}

function toLog(result: unknown): Log {
  if (isRecord(result)) return result
  throw new CommandError("The answer holds no log", { exitCode: exitCodes.failed })
}

function toBody(body: unknown): string {
  return typeof body === "string" ? body : JSON.stringify(body, null, 2)
}

// Also keeps `..` from leading to another path.
function toLogId(text: string): string {
  if (!/^[\w-]{1,64}$/.test(text))
    throw new InvalidArgumentError("It must be a log's id, as the header cf-aig-log-id gives it.")
  return text
}

function toLimit(text: string): number {
  const limit = Number(text)
  if (!/^\d+$/.test(text) || limit < 1 || limit > 1000) throw new InvalidArgumentError("It must be 1 to 1000.")
  return limit
}

function toNumber(text: string): number {
  if (text.trim() === "" || !Number.isFinite(Number(text))) throw new InvalidArgumentError("It must be a number.")
  return Number(text)
}
