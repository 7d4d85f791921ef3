import { createSend } from "./call/create-send.ts"
import { createChatCompletions, type ChatCompletions } from "./chat/completions.ts"
import { mergeClientOptions, resolveClientOptions, type GatewayClientOptions } from "./client-options.ts"

/** What every client can: chat completions. A `GatewayClient` is one too; take this where you need no more. */
export interface ChatClient {
  readonly chat: { readonly completions: ChatCompletions }
  /** A changed copy; metadata, headers, query and body extras are joined by key. */
  withOptions(options: GatewayClientOptions): ChatClient
}

/**
 * Makes a client with `chat.completions` alone, for pages and Workers that count bytes: what it does not use stays out of the bundle. Options and
 * calls are those of `createGatewayClient`.
 *
 * @throws {TypeError} An option is malformed; the message names it, what is wrong and the fix.
 */
export function createChatClient(options: GatewayClientOptions = {}): ChatClient {
  const config = resolveClientOptions(options)
  // A copy: what the caller changes later reaches no changed copy either.
  const own = mergeClientOptions({}, options)
  return {
    chat: { completions: createChatCompletions({ config, send: createSend(config, options.fetch) }) },
    withOptions: (changes) => createChatClient(mergeClientOptions(own, changes)),
  }
}
