import { createOpenAICompatible } from "@ai-sdk/openai-compatible"
import { generateText } from "ai"
import { ofetch } from "ofetch"
import OpenAI from "openai"
import { loadDist } from "./dist.ts"
import { messages, model } from "./question.ts"
import { compare, perSecond } from "./rounds.ts"
import { scale } from "./scale.ts"
import { startServer } from "./start-server.ts"
import type { Row } from "./table.ts"
import { createUndiciFetch } from "./undici-fetch.ts"

/** Asks for one completion and says how long its text is. */
type Ask = () => Promise<number>

/** Whole replies of 1 KB over loopback, one after the other and 64 at once. */
export async function measureRoundTrip(): Promise<Row[]> {
  await using server = await startServer()
  const clients = await createClients(server.origin)

  const race = (what: string, calls: number, width: number, budget: string) => {
    const contenders = Object.entries(clients).map(([name, ask]) => ({
      name,
      budget: name === "cf-ai-gateway" ? budget : undefined,
      run: () => perSecond(calls, () => askMany(ask, calls, width)),
    }))
    return compare(what, contenders, {
      baseline: "fetch",
      rounds: scale.rounds,
      format: (rate) => `${Math.round(rate)} /s`,
    })
  }
  return [
    ...(await race("round trip, one by one", scale.sequentialCalls, 1, ">= 0.92, aim 0.95")),
    ...(await race("round trip, 64 at once", scale.parallelCalls, 64, ">= 0.85, aim 0.9")),
  ]
}

async function createClients(origin: string): Promise<Record<string, Ask>> {
  const { createGatewayClient } = await loadDist()
  const url = `${origin}/compat/chat/completions`
  const headers = { "content-type": "application/json", "cf-aig-authorization": "Bearer bench" }
  const create = (options: object) =>
    createGatewayClient({ baseURL: origin, token: "bench", ...options }).chat.completions.create
  const ours = create({})
  const onUndici = create({ fetch: createUndiciFetch() })
  const openai = new OpenAI({ baseURL: `${origin}/compat`, apiKey: "bench" })
  const provider = createOpenAICompatible({ name: "gateway", baseURL: `${origin}/compat`, apiKey: "bench" })

  return {
    // The work that any client has to do, and no more.
    async fetch() {
      const body = JSON.stringify({ model, messages })
      const { signal } = new AbortController()
      const response = await fetch(url, { method: "POST", headers, body, signal })
      return JSON.parse(await response.text()).choices[0].message.content.length
    },
    async "cf-ai-gateway"() {
      return (await ours({ model, messages })).choices[0]!.message.content!.length
    },
    async "cf-ai-gateway on undici"() {
      return (await onUndici({ model, messages })).choices[0]!.message.content!.length
    },
    async ofetch() {
      return (await ofetch(url, { method: "POST", headers, body: { model, messages } })).choices[0].message.content
        .length
    },
    async openai() {
      return (await openai.chat.completions.create({ model, messages })).choices[0]!.message.content!.length
    },
    async "AI SDK"() {
      const [system, user] = messages
      return (await generateText({ model: provider(model), system: system!.content, prompt: user!.content })).text
        .length
    },
  }
}

async function askMany(ask: Ask, calls: number, width: number): Promise<void> {
  let left = calls
  const askOn = async () => {
    while (left-- > 0) if ((await ask()) < 500) throw new Error("That was not the answer")
  }
  await Promise.all(Array.from({ length: width }, askOn))
}
