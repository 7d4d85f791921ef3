import { createSend } from "./call/create-send.ts"
import { createChatCompletions, type ChatCompletions } from "./chat/completions.ts"
import { mergeClientOptions, resolveClientOptions, type GatewayClientOptions } from "./client-options.ts"

/** What every client can: chat completions. A `GatewayClient` is one too; take this where you need no more. */
export interface ChatClient {
  readonly chat: { readonly completions: ChatCompletions }
  /** A changed copy; metadata, headers, query and body extras are joined by key. */
  withOptions(options: GatewayClientOptions): ChatClient
}

/** A `GatewayClient`'s options, without a binding. */
export interface ChatClientOptions extends Omit<GatewayClientOptions, "binding"> {}

/**
 * Makes a client with `chat.completions` over HTTP and nothing else, for pages and others that count bytes: what it does not use stays out of the
 * bundle. Calls are those of `createGatewayClient`.
 *
 * @throws {TypeError} An option is malformed; the message names it, what is wrong and the fix.
 */
export function createChatClient(options: ChatClientOptions = {}): ChatClient {
  const config = resolveClientOptions(options)
  if (config.surface === "binding") throw new TypeError("createChatClient: `binding` needs createGatewayClient")
  // A copy: what the caller changes later reaches no changed copy either.
  const own = mergeClientOptions({}, options)
  return {
    chat: { completions: createChatCompletions({ config, send: createSend(config, options.fetch) }) },
    withOptions: (changes) => createChatClient(mergeClientOptions(own, changes)),
  }
}
