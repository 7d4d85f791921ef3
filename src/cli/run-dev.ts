import { createLocalGateway, type LocalGateway } from "../testing/local-gateway.ts"
import type { LocalGatewayOptions } from "../testing/local-gateway-options.ts"
import { listen, type ListeningGateway } from "../testing/listen.ts"
import { answerLine } from "./answer-line.ts"
import { CommandError } from "./command-error.ts"
import { devToken } from "./dev-token.ts"
import { guardObserver } from "./guard-observer.ts"
import { loadConfig } from "./load-config.ts"
import { onInterrupt } from "./on-interrupt.ts"
import { paint, type Terminal } from "./terminal.ts"
import { toEnvironmentLines } from "./to-environment-lines.ts"
import { assertOwnEnvFile, writeEnvFile } from "./write-env-file.ts"
import { usageLines } from "./usage-lines.ts"

/** What `dev` is told. */
export interface DevFlags {
  readonly port: number
  readonly config?: string | undefined
  readonly fault?: string | undefined
  readonly env?: string | undefined
}

/** Runs a local gateway until Ctrl-C. */
export async function runDev({ port, config, fault, env }: DevFlags, terminal: Terminal): Promise<void> {
  const { stdout, stderr } = terminal
  if (env !== undefined) await assertOwnEnvFile(env)
  const given = config === undefined ? {} : await loadConfig(config)
  const tellAnswer = guardObserver(given.onAnswer, terminal)
  const options: LocalGatewayOptions = {
    ...given,
    token: devToken(given),
    ...(fault !== undefined && { fault }),
    onAnswer(answer) {
      tellAnswer(answer)
      stderr.write(`${answerLine(answer, terminal)}\n`)
    },
  }
  const local = create(options, config)
  const listening = await open(local, port)
  const { accountId, gateway, token, baseURL } = listening.options
  const lines = toEnvironmentLines({
    CF_ACCOUNT_ID: accountId,
    GATEWAY_NAME: gateway,
    CF_AIG_TOKEN: token,
    CF_AIG_BASE_URL: baseURL,
    CLOUDFLARE_API_TOKEN: local.env.CLOUDFLARE_API_TOKEN,
  })
  if (env !== undefined)
    await writeEnvFile(env, lines).catch(async (error) => {
      await listening.close()
      throw error
    })
  let release = () => {}
  const stopped = new Promise<void>((resolve) => {
    release = onInterrupt(resolve, ["SIGINT", "SIGTERM"])
  })
  stderr.write(`Local AI Gateway at ${paint(stderr, "bold", listening.url)}, Ctrl-C stops it\n\n`)
  stdout.write(`${lines.join("\n")}\n`)
  stderr.write(
    `\n${usageLines({ baseURL, token })
      .map((line) => paint(stderr, "dim", line))
      .join("\n")}\n\n`,
  )
  await stopped
  await listening.close()
  release()
  stderr.write("Stopped\n")
}

function create(options: LocalGatewayOptions, config: string | undefined): LocalGateway {
  try {
    return createLocalGateway(options)
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    // Without a file there is nothing to be wrong but `--fault`.
    const where = config === undefined ? "--fault is not right" : `--config ${config} is not right`
    throw new CommandError(`${where}: ${error.message.replace(/^createLocalGateway: /, "")}`)
  }
}

async function open(local: LocalGateway, port: number): Promise<ListeningGateway> {
  try {
    return await listen(local, { port })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === "EADDRINUSE")
      throw new CommandError(`Port ${port} is taken: choose another, or a free one by --port 0`)
    if (code === "EACCES") throw new CommandError(`Port ${port} needs more rights than you have: choose one above 1023`)
    throw error
  }
}
