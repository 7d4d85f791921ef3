import { createSend } from "./call/create-send.ts"
import type { ChatClient } from "./chat-client.ts"
import { createChatCompletions } from "./chat/completions.ts"
import { chatOverBinding } from "./chat/over-binding.ts"
import { mergeClientOptions, resolveClientOptions, type GatewayClientOptions } from "./client-options.ts"
import { bindingProblems } from "./gateway/binding-problems.ts"
import { sendOverBinding } from "./http/binding-pipe.ts"
import { createEmbeddings, type Embeddings } from "./embeddings/embeddings.ts"
import { createLogs, type Logs } from "./logs/create-logs.ts"
import { createMessages, type Messages } from "./messages/messages.ts"
import { createModels, type Models } from "./models/models.ts"
import { createProviderDoors, type ProviderDoor } from "./provider/provider-doors.ts"
import type { ProviderTarget } from "./provider/provider-target.ts"
import { createRealtime, type Realtime } from "./realtime/realtime.ts"
import { createResponses, type Responses } from "./responses/responses.ts"
import { createRun, type Run } from "./run/run.ts"
import { createUniversal, type Universal } from "./universal/universal.ts"

/** A client of one gateway. Immutable: nothing of one call can reach another. Take it in your library, fake it in its tests. */
export interface GatewayClient extends ChatClient {
  readonly embeddings: Embeddings
  /** What there is to call. */
  readonly models: Models
  /** OpenAI's Responses. */
  readonly responses: Responses
  /** Anthropic's Messages. */
  readonly messages: Messages
  /** Any model of Cloudflare's catalogue: text, images, sound, video. */
  readonly run: Run
  /** Steps that the gateway falls back on, one after the other. */
  readonly universal: Universal
  /** A way through the gateway for other clients: `new OpenAI({ ...client.provider("openai") })`. Throws a `TypeError` for a name that no provider has. */
  provider(target: ProviderTarget): ProviderDoor
  /** What the gateway logged, and your feedback on it. */
  readonly logs: Logs
  /** WebSockets: where a provider's realtime API is, and sessions of the gateway's own. */
  readonly realtime: Realtime
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
  const config = resolveClientOptions(options, bindingProblems(options))
  // A copy: what the caller changes later reaches no changed copy either.
  const own = mergeClientOptions({}, options)
  const caller = { config, send: createSend(config, options.fetch, sendOverBinding) }
  return {
    chat: { completions: createChatCompletions(caller, chatOverBinding) },
    embeddings: createEmbeddings(caller),
    models: createModels(caller),
    responses: createResponses(caller),
    messages: createMessages(caller),
    run: createRun(caller),
    universal: createUniversal(caller),
    provider: createProviderDoors(caller, options.fetch),
    logs: createLogs(caller),
    realtime: createRealtime(caller),
    withOptions: (changes) => createGatewayClient(mergeClientOptions(own, changes)),
  }
}
