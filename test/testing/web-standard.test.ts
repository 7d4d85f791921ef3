import { runInNewContext } from "node:vm"
import { build } from "esbuild"
import { expect, test } from "vitest"

// What a Worker has too. No `process`, no `Buffer`, no `require`.
const names =
  "AbortController AbortSignal Headers ReadableStream Request Response TextDecoder TextEncoder URL URLSearchParams atob btoa clearTimeout crypto performance setTimeout structuredClone"
const web = Object.fromEntries(names.split(" ").map((name) => [name, globalThis[name as keyof typeof globalThis]]))

test("the local gateway runs on what the web's standards give, router and all", async () => {
  const { outputFiles } = await build({
    entryPoints: [new URL("../../src/testing/index.ts", import.meta.url).pathname],
    bundle: true,
    // Fails on whatever comes from Node.
    platform: "browser",
    format: "iife",
    globalName: "testing",
    write: false,
  })
  const answers = await runInNewContext(
    `${outputFiles[0]!.text}
    (async () => {
      const local = testing.createLocalGateway({ cacheTtl: 60 })
      const ask = (stream) => local.fetch(local.options.baseURL + "/compat/chat/completions", {
        method: "POST",
        headers: { "cf-aig-authorization": "Bearer " + local.options.token },
        body: JSON.stringify({ model: "openai/gpt-5-mini", stream, messages: [{ role: "user", content: "Hello you" }] }),
      })
      const whole = await (await ask(false)).json()
      const again = await ask(false)
      const stream = await (await ask(true)).text()
      return [whole.choices[0].message.content, again.headers.get("cf-aig-cache-status"), stream.endsWith("data: [DONE]\\n\\n")]
    })()`,
    web,
  )

  expect([...answers]).toEqual(["Hello you", "HIT", true])
})
