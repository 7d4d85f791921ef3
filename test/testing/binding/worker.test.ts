// The fake binding in workerd itself, where it stands for the real one.
import { build } from "esbuild"
import { Miniflare } from "miniflare"
import { expect, test } from "vitest"

const worker = `
import { createLocalGateway } from "testing"

export default {
  async fetch() {
    const { binding } = createLocalGateway()
    const messages = [{ role: "user", content: "Hello you" }]
    const model = "@cf/meta/llama-3.1-8b-instruct"
    const gateway = { id: "local", metadata: { team: "søk" } }
    const controller = new AbortController()
    const stream = await binding.run(model, { messages, stream: true }, { signal: controller.signal })
    const step = { provider: "openai", endpoint: "chat/completions", headers: {}, query: { model: "gpt-5-mini", messages } }
    const steps = await binding.gateway("local").run([step])
    const whole = await binding.run("openai/gpt-5-mini", { messages }, { gateway })
    const log = await binding.gateway("local").getLog(binding.aiGatewayLogId)
    const refused = await binding.run("none/none", { messages }, { gateway }).catch((error) => error)
    const { run } = binding
    const detached = await run(model, { messages }).catch((error) => error)
    const cut = await binding.run(model, { messages, stream: true }, { signal: controller.signal })
    const reader = cut.getReader()
    await reader.read()
    controller.abort(new Error("Enough"))
    const reason = await reader.read().catch((error) => error)
    return Response.json({
      stream: await new Response(await binding.run(model, { messages, stream: true })).text(),
      first: stream instanceof ReadableStream,
      steps: (await steps.json()).choices[0].message.content,
      whole: whole.choices[0].message.content,
      metadata: log.metadata,
      refused: [refused.name, refused.message],
      detached: detached instanceof TypeError,
      reason: reason.message,
    })
  },
}`

test("the binding runs inside a Worker: whole, streamed, refused, aborted, logged", async () => {
  const testing = new URL("../../../src/testing/index.ts", import.meta.url).pathname
  const { outputFiles } = await build({
    stdin: { contents: worker, resolveDir: import.meta.dirname },
    alias: { testing },
    bundle: true,
    platform: "browser",
    format: "esm",
    write: false,
  })
  const miniflare = new Miniflare({ modules: true, script: outputFiles[0]!.text, compatibilityDate: "2026-07-30" })
  try {
    const response = await miniflare.dispatchFetch("http://worker/")
    expect(await response.json()).toEqual({
      stream:
        'data: {"response":"Hello"}\n\ndata: {"response":" you"}\n\n' +
        'data: {"response":"","usage":{"prompt_tokens":2,"completion_tokens":2,"total_tokens":4}}\n\ndata: [DONE]\n\n',
      first: true,
      steps: "Hello you",
      whole: "Hello you",
      metadata: { team: "søk" },
      refused: ["AiGatewayError", "7003: Model not found"],
      detached: true,
      reason: "Enough",
    })
  } finally {
    await miniflare.dispose()
  }
}, 30_000)
