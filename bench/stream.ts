import { createOpenAICompatible } from "@ai-sdk/openai-compatible"
import { streamText } from "ai"
import OpenAI from "openai"
import { loadDist } from "./dist.ts"
import { messages, model } from "./question.ts"
import { compare, perSecond } from "./rounds.ts"
import { scale } from "./scale.ts"
import { startServer } from "./start-server.ts"
import type { Row } from "./table.ts"
import { createUndiciFetch } from "./undici-fetch.ts"

/** Reads one stream to its end and says how long its text is. */
type Read = () => Promise<number>

/** Chunks of a stream, each seen by the caller. */
export async function measureStream(): Promise<Row[]> {
  await using server = await startServer()
  const readers = await createReaders(server.origin)
  const textLength = (scale.streamEvents - 1) * " word0".length
  const contenders = Object.entries(readers).map(([name, read]) => ({
    name,
    budget: name === "cf-ai-gateway" ? ">= 0.85, aim 0.95" : undefined,
    run: () =>
      perSecond(scale.streamEvents, async () => {
        const length = await read()
        if (length !== textLength) throw new Error(`${name} read ${length} of ${textLength} characters`)
      }),
  }))
  return await compare("streamed chunks", contenders, {
    baseline: "fetch, split, parse",
    rounds: scale.rounds,
    format: (rate) => `${Math.round(rate / 1000)}k chunks/s`,
  })
}

async function createReaders(origin: string): Promise<Record<string, Read>> {
  const { createGatewayClient } = await loadDist()
  const create = (options: object) =>
    createGatewayClient({ baseURL: origin, token: "bench", ...options }).chat.completions.create
  const ours = create({})
  const onUndici = create({ fetch: createUndiciFetch() })
  const openai = new OpenAI({ baseURL: `${origin}/compat`, apiKey: "bench" })
  const provider = createOpenAICompatible({ name: "gateway", baseURL: `${origin}/compat`, apiKey: "bench" })

  return {
    "fetch, split, parse": () => readBare(`${origin}/compat/chat/completions`),
    "cf-ai-gateway": async () => readChunks(await ours({ model, messages, stream: true })),
    "cf-ai-gateway on undici": async () => readChunks(await onUndici({ model, messages, stream: true })),
    openai: async () => readChunks(await openai.chat.completions.create({ model, messages, stream: true })),
    async "AI SDK"() {
      const [system, user] = messages
      let length = 0
      for await (const text of streamText({ model: provider(model), system: system!.content, prompt: user!.content })
        .textStream)
        length += text.length
      return length
    },
  }
}

async function readChunks(
  stream: AsyncIterable<{ choices: { delta: { content?: string | null } }[] }>,
): Promise<number> {
  let length = 0
  for await (const chunk of stream) length += chunk.choices[0]?.delta.content?.length ?? 0
  return length
}

// No types, no checks, no end but the body's: what one would write in a hurry.
async function readBare(url: string): Promise<number> {
  const headers = { "content-type": "application/json", "cf-aig-authorization": "Bearer bench" }
  const response = await fetch(url, {
    method: "POST",
    headers,
    body: JSON.stringify({ model, messages, stream: true }),
  })
  const decoder = new TextDecoder()
  let rest = ""
  let length = 0
  for await (const bytes of response.body!) {
    const events = (rest + decoder.decode(bytes, { stream: true })).split("\n\n")
    rest = events.pop()!
    for (const event of events) {
      const data = event.slice("data: ".length)
      if (data !== "[DONE]") length += JSON.parse(data).choices[0].delta.content?.length ?? 0
    }
  }
  return length
}
