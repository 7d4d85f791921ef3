import type { Caller } from "../../src/call/caller.ts"
import { createSend } from "../../src/call/create-send.ts"
import { bindingProblems } from "../../src/gateway/binding-problems.ts"
import { sendOverBinding } from "../../src/http/binding-pipe.ts"
import { resolveClientOptions, type GatewayClientOptions } from "../../src/client-options.ts"

/** What a room works with, for tests that meet it without a client. */
export function callerOf(options: GatewayClientOptions): Caller {
  const config = resolveClientOptions(options, bindingProblems(options))
  return { config, send: createSend(config, options.fetch, sendOverBinding) }
}
