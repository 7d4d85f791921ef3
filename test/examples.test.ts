import { readdir } from "node:fs/promises"
import { expect, onTestFinished, test } from "vitest"
import { createLocalGateway, type LocalGateway } from "../src/testing/index.ts"
import { listen } from "../src/testing/node.ts"
import { asPromised, readExample, readPromises, runExample } from "./support/run-example.ts"

const busy = (status: number, headers: Record<string, string>) => new Response("{}", { status, headers })

// What the gateway says in an example; an echo where nothing is planned.
const plans: Record<string, (local: LocalGateway) => void> = {
  streaming(local) {
    local.reply("It keeps answers near those who ask.", {
      text: "No, it is not.",
      completion: {
        choices: [
          {
            index: 0,
            message: { role: "assistant", content: "No, it is not.", refusal: null, reasoning_content: "7 times 13." },
            finish_reason: "stop",
            logprobs: null,
          },
        ],
      },
    })
  },
  "gateway-cache"(local) {
    local.reply("To all of Europe.", "To all of Europe, and to Norway.")
  },
  "byok-and-provider-keys"(local) {
    local.reply("A network between your site and its visitors.")
  },
  errors(local) {
    local.reply("Fine, thank you.", busy(429, { "retry-after": "7" }))
    local.fault("spend_limit")
    local.fault("guardrail_prompt_blocked")
    local.fault("unauthorized")
    local.fault("provider_unauthorized")
    local.fault("invalid_response")
    local.fault("upstream_failed")
    local.fault("model_rejected")
    local.fault("unauthorized")
  },
  "retries-and-timeouts"(local) {
    local.reply(busy(429, { "retry-after-ms": "30" }), busy(503, { "retry-after-ms": "20" }), "Hello")
    local.reply(busy(429, { "retry-after": "60" }))
    local.fault("timeout")
    local.fault("stall", { afterEvents: 1 })
    local.reply(busy(503, { "retry-after": "10" }))
    // The gateway itself asks three times.
    local.reply(busy(503, {}), busy(503, {}), busy(503, {}))
  },
  "validate-with-zod"(local) {
    local.reply(
      '{"title":"Lost parcel","priority":"high"}',
      '{"title":"Thanks"}',
      Response.json({ response: "Hello yourself" }),
    )
  },
  run(local) {
    const image = new Response(new Uint8Array([137, 80, 78, 71]), { headers: { "content-type": "image/png" } })
    local.reply("At noon.", {}, image, "At six.")
  },
  universal(local) {
    const down = () => new Response("{}", { status: 503 })
    local.reply(down, down, "At noon.", "At noon, as I said.")
  },
  responses: twoTides,
  messages: twoTides,
  "relay-to-browser"(local) {
    local.reply("Yes, I am.")
    local.fault("rate_limited")
    local.fault("truncate", { afterEvents: 2 })
  },
}

function twoTides(local: LocalGateway): void {
  local.reply({ toolCalls: [{ name: "tides_on", input: { day: "2026-03-01" } }] }, "At four past noon.", "At six.")
}

async function openGateway(name: string): Promise<{ local: LocalGateway; env: Record<string, string> }> {
  const local = createLocalGateway()
  plans[name]?.(local)
  const listening = await listen(local)
  onTestFinished(() => listening.close())
  return {
    local,
    env: { ...local.env, CF_AIG_BASE_URL: listening.options.baseURL, OPENAI_API_KEY: "sk-example-of-a-provider-key" },
  }
}

// These bring a gateway of their own: an environment that names another would lead their clients away.
const standalone = new Set(["faults", "local-gateway", "test-your-app"])

const files = await readdir(new URL("../examples/", import.meta.url))
// The folders are Workers, with tests of their own.
const names = files.filter((file) => file.endsWith(".ts")).map((file) => file.replace(/\.ts$/, ""))

test("the examples are these", () => {
  expect(new Set(names)).toEqual(
    new Set([
      "anthropic-sdk",
      "byok-and-provider-keys",
      "embeddings",
      "errors",
      "faults",
      "first-request",
      "gateway-cache",
      "gateway-metadata",
      "local-gateway",
      "logs",
      "messages",
      "models",
      "openai-sdk",
      "raw-fetch",
      "relay-to-browser",
      "responses",
      "retries-and-timeouts",
      "run",
      "stop-a-stream",
      "streaming",
      "surfaces",
      "test-your-app",
      "universal",
      "validate-with-zod",
    ]),
  )
})

test.for(names)("%s prints what it promises", async (name) => {
  const { env } = await openGateway(name)
  const promises = readPromises(await readExample(name))
  const { lines, stderr, exitCode } = await runExample(name, standalone.has(name) ? {} : env)
  expect(stderr).toBe("")
  expect(asPromised(lines, promises)).toEqual(promises)
  expect(promises.length).toBeGreaterThan(0)
  expect(exitCode).toBe(0)
})

test("the first request goes to a local gateway of its own when nothing is configured", async () => {
  const { lines, exitCode } = await runExample("first-request", {})
  expect(lines[0]).toMatch(/^Asking a local gateway at http:\/\/127\.0\.0\.1:\d+$/)
  expect(lines[1]).toBe("What is Cloudflare?")
  expect(exitCode).toBe(0)
})

test("the first request goes to the configured gateway when all three variables are set", async () => {
  const { local, env } = await openGateway("first-request")
  const { lines } = await runExample("first-request", env)
  expect(lines[0]).toBe("Asking Cloudflare AI Gateway")
  expect(local.requests.map(({ method, url }) => `${method} ${url.pathname}`)).toEqual([
    "POST /v1/0123456789abcdef0123456789abcdef/local/compat/chat/completions",
  ])
})

test("the first request stays local when one of the three variables is missing", async () => {
  const { local, env } = await openGateway("first-request")
  const { lines, exitCode } = await runExample("first-request", { ...env, CF_AIG_TOKEN: "" })
  expect(lines[0]).toMatch(/^Asking a local gateway/)
  expect(local.requests).toEqual([])
  expect(exitCode).toBe(0)
})

test("an example that fails shows its error and a failing exit code", async () => {
  const { local, env } = await openGateway("first-request")
  local.fault("unauthorized")
  const { stderr, exitCode } = await runExample("first-request", env)
  expect(stderr).toContain("code: 'unauthorized'")
  expect(stderr).not.toContain(env["CF_AIG_TOKEN"])
  expect(exitCode).toBe(1)
})
