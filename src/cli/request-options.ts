import type { Command } from "commander"
import { collectMetadata, type Metadata } from "./collect-metadata.ts"
import { addConnectionOptions, type ConnectionOptions } from "./connection-options.ts"
import { parseWholeNumber } from "./parse-whole-number.ts"

/** What is asked, and how, as the flags of `chat` and `describe` say it. */
export interface RequestFlags extends ConnectionOptions {
  readonly model?: string | undefined
  readonly system?: string | undefined
  readonly maxTokens?: number | undefined
  readonly cacheTtl?: number | undefined
  readonly cacheKey?: string | undefined
  readonly metadata?: Metadata | undefined
  readonly stream: boolean
  readonly json?: true | undefined
}

/** Adds the flags of a request, and of where it goes. */
export function addRequestOptions(command: Command): Command {
  command
    .option("-m, --model <provider/model>", "who answers (CF_AIG_MODEL, else anthropic/claude-sonnet-4-5)")
    .option("-s, --system <text>", "instructions that come first")
    .option("--max-tokens <number>", "longest answer", parseWholeNumber)
    .option("--cache-ttl <seconds>", "how long a cached answer lasts, where caching is on", parseWholeNumber)
    .option("--cache-key <text>", "cache the answer under this key; it comes in one piece then")
    .option("--metadata <key=value>", "for logs and rules; up to five", collectMetadata)
    .option("--no-stream", "take the answer in one piece")
    .option("--json", "one JSON object on standard output")
  return addConnectionOptions(command)
}
