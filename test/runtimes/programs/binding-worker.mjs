import { createGatewayClient, isGatewayError, toText } from "cf-ai-gateway"

export default {
  async fetch(_request, { AI }) {
    const verdicts = {}
    for (const [name, check] of Object.entries(checksOver(AI))) {
      verdicts[name] = await check().catch((error) => ({ thrown: String(error) }))
    }
    return Response.json(verdicts)
  },
}

// The calls of `program.mjs` that make sense without a wire.
function checksOver(AI) {
  const client = createGatewayClient({ binding: AI, gateway: "local" })
  const messages = [{ role: "user", content: "Wie viele Füße hat ein 🐧?" }]
  const ask = (model = "openai/gpt-5-mini", options) => client.chat.completions.create({ model, messages }, options)
  const stream = (options) =>
    client.chat.completions.create({ model: "openai/gpt-5-mini", messages, stream: true }, options)

  return {
    async whole() {
      const reply = await ask()
      return { text: toText(reply), isLogged: reply.gateway.logId === AI.local.logs.at(-1).id }
    },
    workersAi: async () => toText(await ask("workers-ai/@cf/meta/llama-3.1-8b-instruct")),
    async streamed() {
      const answer = await stream()
      const texts = []
      for await (const text of answer.textStream) texts.push(text)
      return { texts, final: toText(await answer.final()) }
    },
    async aborted() {
      AI.local.fault("stall", { afterEvents: 2 })
      const controller = new AbortController()
      const reason = new Error("Enough")
      const answer = await stream({ signal: controller.signal })
      const thrown = await failure(async () => {
        for await (const _ of answer.textStream) controller.abort(reason)
      })
      return { ownReason: thrown === reason, partial: toText(answer.snapshot()) }
    },
    async refused() {
      AI.local.fault("2003")
      return describe(await failure(() => ask("openai/gpt-5-mini", { maxRetries: 0 })))
    },
    async truncated() {
      AI.local.fault("truncate", { afterEvents: 2 })
      return describe(await failure(async () => (await stream()).final()))
    },
    credentials: async () =>
      AI.local.requests.flatMap(({ headers }) => [...headers.keys()].filter((name) => /authorization/.test(name))),
  }
}

async function failure(act) {
  try {
    await act()
  } catch (error) {
    return error
  }
  return new Error("Nothing was thrown")
}

function describe(error) {
  if (!isGatewayError(error)) return { foreign: String(error) }
  const { name, code, status, gatewayCode, partial } = error
  return JSON.parse(JSON.stringify({ name, code, status, gatewayCode, partial: partial && toText(partial) }))
}
