// No `process` and no `console` here: this has to compile with the DOM's types alone and with Node's alone.
import { createGatewayClient, isGatewayError, toText } from "cf-ai-gateway"
import type {
  ChatCompletionParams,
  ChatCompletionReply,
  ChatMessage,
  FetchLike,
  GatewayClient,
  GatewayOptions,
} from "cf-ai-gateway"
import { chatCompletionSchema } from "cf-ai-gateway/schemas"
import { createCompletion, createLocalGateway, type LocalGateway } from "cf-ai-gateway/testing"
import { listen, type ListeningGateway } from "cf-ai-gateway/testing/node"

const messages: ChatMessage[] = [{ role: "user", content: "Which way?" }]
const platformFetch: FetchLike = (url, init) => fetch(url, init)
const gateway: GatewayOptions = { metadata: { team: "north" } }

export async function run(baseURL: string): Promise<object> {
  const client: GatewayClient = createGatewayClient({
    baseURL,
    token: "consumer",
    maxRetries: 0,
    fetch: platformFetch,
    gateway,
  })
  const params: ChatCompletionParams<false> = { model: "openai/gpt-5-mini", messages }
  const reply: ChatCompletionReply = await client.chat.completions.create(params)
  const stream = await client.chat.completions.create({ ...params, stream: true })
  const texts: string[] = []
  for await (const text of stream.textStream) texts.push(text)
  const final = await stream.final()
  const refused: unknown = await client.chat.completions
    .create({ ...params, model: "openai/gone" })
    .catch((error: unknown) => error)
  const local: LocalGateway = createLocalGateway()
  const listening: ListeningGateway = await listen(local)
  await listening.close()
  return {
    whole: toText(reply),
    logId: reply.gateway.logId,
    streamed: texts,
    final: toText(final),
    tokens: final.usage?.total_tokens,
    refused: isGatewayError(refused, "rate_limited") && refused.name,
    faked: toText(createCompletion("Made up")),
    parsed: chatCompletionSchema.parse({ choices: [] }),
    listen: typeof listening.close,
  }
}

// @ts-expect-error a misspelt option is an error: the types are there, and are no `any`
export const misspelt = () => createGatewayClient({ acountId: "0" })
