import {
  isGatewayError,
  toAnyText,
  toFinishReason,
  toMessage,
  toMessageText,
  toOutputText,
  toText,
  toToolCalls,
  toUsage,
  type ChatMessage,
  type GatewayClient,
} from "../../src/index.ts"

/** Calls as an application makes them. None knows the surface of its client, and what each gives is plain JSON, so that a Worker can tell it. */
export const callSites = {
  structured,
  streamed,
  usesTools,
  fallsBack,
  refused,
  aborted,
  embeds,
  responds,
  messages,
  rates,
}

/** One of the ten. */
export type CallSite = keyof typeof callSites

const llama = "@cf/meta/llama-3.3-70b-instruct-fp8-fast"
const question = "When is high tide?"
const asked: ChatMessage[] = [{ role: "user", content: question }]

/** JSON by a schema, with options of the gateway; asked again, the cache answers. */
async function structured(client: GatewayClient) {
  const schema = { type: "object", properties: { high: { type: "string" } }, required: ["high"] }
  const ask = () =>
    client.chat.completions.create(
      {
        model: "openai/gpt-5-mini",
        messages: asked,
        response_format: { type: "json_schema", json_schema: { name: "tide", schema } },
      },
      { gateway: { cacheKey: "tide", cacheTtl: 3600, metadata: { harbour: "Kristiansund", berth: 7 } } },
    )
  const fresh = await ask()
  const cached = await ask()
  return {
    answers: [JSON.parse(toText(fresh)), JSON.parse(toText(cached))],
    finishReason: toFinishReason(fresh),
    cache: [fresh.gateway.cacheStatus, cached.gateway.cacheStatus],
    model: fresh.gateway.modelRequested,
    isLogged: Boolean(fresh.gateway.logId),
  }
}

/** Text as it comes, then all of it. */
async function streamed(client: GatewayClient) {
  const stream = await client.chat.completions.create({
    model: "anthropic/claude-haiku-4-5",
    messages: asked,
    stream: true,
  })
  const texts: string[] = []
  for await (const text of stream.textStream) texts.push(text)
  const final = await stream.final()
  return { texts, final: toText(final), finishReason: toFinishReason(final), isLogged: Boolean(stream.gateway.logId) }
}

/** A tool that the model calls, and what it says to the result. */
async function usesTools(client: GatewayClient) {
  const tools = [{ type: "function" as const, function: { name: "tide_on", parameters: { type: "object" } } }]
  const first = await client.chat.completions.create({ model: llama, messages: asked, tools })
  const calls = toToolCalls(first)
  const results = calls.map(({ id }): ChatMessage => ({ role: "tool", tool_call_id: id, content: "16:04" }))
  const second = await client.chat.completions.create({
    model: llama,
    messages: [...asked, toMessage(first), ...results],
    tools,
  })
  return {
    calls: calls.map(({ name, input }) => ({ name, input })),
    finishReasons: [toFinishReason(first), toFinishReason(second)],
    text: toText(second),
    tokens: toUsage(second)?.total,
  }
}

/** Two providers in turn, in words of their own. */
async function fallsBack(client: GatewayClient) {
  const reply = await client.universal([
    { provider: "openai", endpoint: "chat/completions", query: { model: "gpt-5-mini", messages: asked } },
    {
      provider: "anthropic",
      endpoint: "v1/messages",
      query: { model: "claude-haiku-4-5", max_tokens: 100, messages: asked },
    },
  ])
  return { text: toAnyText(reply), step: reply.gateway.step }
}

/** A gateway that has had enough. */
async function refused(client: GatewayClient) {
  try {
    await client.chat.completions.create({ model: llama, messages: asked }, { maxRetries: 0 })
  } catch (error) {
    if (!isGatewayError(error, "rate_limited")) return { foreign: String(error) }
    const { name, code, status, gatewayCode, origin, retryable } = error
    return { name, code, status, gatewayCode, origin, retryable }
  }
  return { foreign: "nothing" }
}

/** A reader who leaves after the first words of an answer that stands still. */
async function aborted(client: GatewayClient) {
  const controller = new AbortController()
  const reason = new Error("Enough")
  const stream = await client.chat.completions.create(
    { model: llama, messages: asked, stream: true },
    { signal: controller.signal },
  )
  let thrown: unknown
  try {
    for await (const _ of stream.textStream) controller.abort(reason)
  } catch (error) {
    thrown = error
  }
  const end = await stream.final().catch((error: unknown) => error)
  return { isOwnReason: thrown === reason && end === reason, partial: toText(stream.snapshot()) }
}

/** Texts as vectors. */
async function embeds(client: GatewayClient) {
  const { data } = await client.embeddings.create({
    model: "@cf/baai/bge-small-en-v1.5",
    input: ["high tide", "low tide", "high tide"],
  })
  const [high, low, again] = data.map(({ embedding }) => JSON.stringify(embedding))
  return { indices: data.map(({ index }) => index), isSame: high === again, isOther: high !== low }
}

/** OpenAI's Responses as they come. */
async function responds(client: GatewayClient) {
  const stream = await client.responses.create({ model: "openai/gpt-5-mini", input: question, stream: true })
  const types = new Set<string>()
  for await (const { type } of stream) types.add(type)
  const final = await stream.final()
  return {
    text: toOutputText(final),
    status: final.status,
    began: types.has("response.created"),
    told: types.has("response.output_text.delta"),
  }
}

/** Anthropic's Messages. */
async function messages(client: GatewayClient) {
  const message = await client.messages.create({
    model: "anthropic/claude-haiku-4-5",
    max_tokens: 100,
    system: "You are a harbour master.",
    messages: [{ role: "user", content: question }],
  })
  return { text: toMessageText(message), stopReason: message.stop_reason, isLogged: Boolean(message.gateway.logId) }
}

/** A model run in its own words; its log, and what was thought of it. */
async function rates(client: GatewayClient) {
  const reply = await client.run(llama, { prompt: question })
  const log = await client.logs.wait(reply)
  await client.logs.feedback(reply, { feedback: 1, score: 90, metadata: { reviewer: "ada" } })
  const { feedback, score, metadata } = await client.logs.get(log.id)
  return {
    text: toAnyText(reply),
    isItsLog: log.id === reply.gateway.logId,
    created: typeof log.created_at,
    log: { provider: log.provider, success: log.success },
    rated: { feedback, score, metadata },
  }
}
