// One program for every runtime: web standards alone, the package handed in by whoever imports or requires it. It judges nothing: it says
// what it saw, and `expected.ts` knows what that should be.

const messages = [{ role: "user", content: "Wie viele Füße hat ein 🐧?" }]
// Chromium may try for 5 s to drain a body that was left, before it closes the socket.
const patience = 15_000

/** Makes the calls that `wire-server.ts` is waiting for, and gives what each came to, by name. */
export async function runProgram(baseURL, { createGatewayClient, isGatewayError, toText }) {
  const client = createGatewayClient({ baseURL, token: "runtimes-token" })
  const ask = (name, options) => client.chat.completions.create({ model: `openai/${name}`, messages }, options)
  const stream = (name, options) =>
    client.chat.completions.create({ model: `openai/${name}`, messages, stream: true }, options)
  const tell = async (path) => (await fetch(`${baseURL}/${path}`)).text()

  const checks = {
    async whole() {
      const reply = await ask("whole")
      return { text: toText(reply), logId: reply.gateway.logId, keys: Object.keys(reply) }
    },
    // The server sends the next read when it has been told that the one before was understood.
    async streamed() {
      const answer = await stream("streamed")
      const texts = []
      for await (const text of answer.textStream) {
        texts.push(text)
        await tell("heard")
      }
      const final = await answer.final()
      return { texts, final: toText(final), tokens: final.usage.total_tokens, logId: answer.gateway.logId }
    },
    async aborted() {
      const controller = new AbortController()
      const reason = new Error("Enough")
      const answer = await stream("aborted", { signal: controller.signal })
      const thrown = await failure(async () => {
        for await (const _ of answer) controller.abort(reason)
      })
      return { ownReason: thrown === reason, partial: toText(answer.snapshot()), socket: await tell("closed/aborted") }
    },
    async left() {
      for await (const _ of await stream("left")) break
      return { socket: await tell("closed/left") }
    },
    async stalled() {
      const controller = new AbortController()
      const reason = new Error("Too slow")
      const pending = failure(() => ask("stalled", { signal: controller.signal }))
      await tell("arrived/stalled")
      controller.abort(reason)
      return { ownReason: (await pending) === reason, socket: await tell("closed/stalled") }
    },
    timeout: async () => describe(await failure(() => ask("timeout", { timeout: 50 }))),
    refused: async () => describe(await failure(() => ask("refused"))),
    truncated: async () => describe(await failure(async () => (await stream("truncated")).final())),
    async interrupted() {
      const answer = await stream("interrupted")
      const read = async () => {
        for await (const _ of answer.textStream) await tell("heard")
      }
      return describe(await failure(read))
    },
    async retried() {
      const reply = await ask("retried")
      return { text: toText(reply), statuses: reply.gateway.attempts.map((attempt) => attempt.status) }
    },
  }

  const describe = (error) => {
    if (!isGatewayError(error)) return { foreign: String(error) }
    const { name, code, status, gatewayCode, clock, partial } = error
    return JSON.parse(JSON.stringify({ name, code, status, gatewayCode, clock, partial: partial && toText(partial) }))
  }

  const verdicts = {}
  for (const [name, check] of Object.entries(checks)) {
    verdicts[name] = await within(patience, check()).catch((error) => ({ thrown: String(error) }))
  }
  return verdicts
}

async function failure(act) {
  try {
    await act()
  } catch (error) {
    return error
  }
  return new Error("Nothing was thrown")
}

async function within(ms, promise) {
  let timer
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`nothing after ${ms} ms`)), ms)
  })
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}
