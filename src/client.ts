import { createSend } from "./call/create-send.ts"
import { createChatCompletions, type ChatCompletions } from "./chat/completions.ts"
import { mergeClientOptions, resolveClientOptions, type GatewayClientOptions } from "./client-options.ts"

/** A client of one gateway. Immutable: nothing of one call can reach another. Take it in your library, fake it in its tests. */
export interface GatewayClient {
  readonly chat: { readonly completions: ChatCompletions }
  /** A changed copy; metadata, headers, query and body extras are joined by key. */
  withOptions(options: GatewayClientOptions): GatewayClient
}

/**
 * Makes a client of Cloudflare AI Gateway.
 *
 * @example
 * const client = createGatewayClient({
 *   accountId: process.env.CF_ACCOUNT_ID,
 *   gateway: process.env.GATEWAY_NAME,
 *   token: process.env.CF_AIG_TOKEN,
 * })
 *
 * @throws {TypeError} An option is malformed; the message names it, what is wrong and the fix.
 */
export function createGatewayClient(options: GatewayClientOptions = {}): GatewayClient {
  const config = resolveClientOptions(options)
  // A copy: what the caller changes later reaches no changed copy either.
  const own = mergeClientOptions({}, options)
  const caller = { config, send: createSend(config, options.fetch) }
  return {
    chat: { completions: createChatCompletions(caller) },
    withOptions: (changes) => createGatewayClient(mergeClientOptions(own, changes)),
  }
}
