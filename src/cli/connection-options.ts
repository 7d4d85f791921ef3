import type { Command } from "commander"

/** Which gateway a command talks to, where the environment does not say it. */
export interface ConnectionOptions {
  readonly account?: string | undefined
  readonly gateway?: string | undefined
  readonly baseUrl?: string | undefined
}

/** Adds `--account`, `--gateway` and `--base-url`. There is no flag for the token: it would stay in the shell's history. */
export function addConnectionOptions(command: Command): Command {
  return command
    .option("--account <id>", "account id (CF_ACCOUNT_ID)")
    .option("--gateway <name>", "gateway (GATEWAY_NAME)")
    .option(
      "--base-url <url>",
      "in place of https://gateway.ai.cloudflare.com/v1/{account}/{gateway} (CF_AIG_BASE_URL)",
    )
}

/** The end of a command's help: where the token comes from. */
export const connectionHelp = `
The token is read from CF_AIG_TOKEN alone: a flag would stay in the shell's history.`
