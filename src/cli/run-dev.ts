import { createLocalGateway, type LocalGateway } from "../testing/local-gateway.ts"
import type { LocalGatewayOptions } from "../testing/local-gateway-options.ts"
import { listen, type ListeningGateway } from "../testing/listen.ts"
import { answerLine } from "./answer-line.ts"
import { CommandError } from "./command-error.ts"
import { devToken } from "./dev-token.ts"
import { loadConfig } from "./load-config.ts"
import { onInterrupt } from "./on-interrupt.ts"
import { paint, type Terminal } from "./terminal.ts"
import { toEnvironmentLines } from "./to-environment-lines.ts"
import { usageLines } from "./usage-lines.ts"

/** What `dev` is told. */
export interface DevFlags {
  readonly port: number
  readonly config?: string | undefined
  readonly fault?: string | undefined
}

/** Runs a local gateway until Ctrl-C. */
export async function runDev({ port, config, fault }: DevFlags, terminal: Terminal): Promise<void> {
  const { stdout, stderr } = terminal
  const given = config === undefined ? {} : await loadConfig(config)
  const options: LocalGatewayOptions = {
    ...given,
    token: devToken(given),
    ...(fault !== undefined && { fault }),
    onAnswer(answer) {
      given.onAnswer?.(answer)
      stderr.write(`${answerLine(answer, stderr)}\n`)
    },
  }
  const local = create(options, config)
  const listening = await open(local, port)
  let release = () => {}
  const stopped = new Promise<void>((resolve) => {
    release = onInterrupt(resolve, ["SIGINT", "SIGTERM"])
  })
  stderr.write(`Local AI Gateway at ${paint(stderr, "bold", listening.url)}, Ctrl-C stops it\n\n`)
  const { accountId, gateway, token, baseURL } = listening.options
  const lines = toEnvironmentLines({
    CF_ACCOUNT_ID: accountId,
    GATEWAY_NAME: gateway,
    CF_AIG_TOKEN: token,
    CF_AIG_BASE_URL: baseURL,
    CLOUDFLARE_API_TOKEN: local.env.CLOUDFLARE_API_TOKEN,
  })
  stdout.write(`${lines.join("\n")}\n`)
  stderr.write(`\n${usageLines.map((line) => paint(stderr, "dim", line)).join("\n")}\n\n`)
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
