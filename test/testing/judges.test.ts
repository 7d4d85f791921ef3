// Other people's clients against the local gateway: it must look like the service to them too.
import { execFile } from "node:child_process"
import { promisify } from "node:util"
import OpenAI from "openai"
import { expect, onTestFinished, test } from "vitest"
import { createLocalGateway } from "../../src/testing/index.ts"
import { listen } from "../../src/testing/node.ts"

const run = promisify(execFile)
const messages = [{ role: "user" as const, content: "What is Cloudflare?" }]

async function start() {
  const local = createLocalGateway()
  const listening = await listen(local)
  onTestFinished(() => listening.close())
  const { baseURL, token } = listening.options
  // The documented way: the provider's header taken off, the gateway's put on.
  const openai = new OpenAI({
    baseURL: `${baseURL}/compat`,
    apiKey: "unused",
    defaultHeaders: { authorization: null, "cf-aig-authorization": `Bearer ${token}` },
    maxRetries: 0,
  })
  return { local, openai, baseURL, token }
}

const hasCurl = await run("curl", ["--version"]).then(
  () => true,
  () => false,
)

test.skipIf(!hasCurl)("the README's curl command gets an answer", async () => {
  const { baseURL, token } = await start()
  const { stdout } = await run("curl", [
    "-sS",
    "-X",
    "POST",
    `${baseURL}/compat/chat/completions`,
    "-H",
    `cf-aig-authorization: Bearer ${token}`,
    "-H",
    "Content-Type: application/json",
    "--data",
    '{ "model": "anthropic/claude-sonnet-4-5", "messages": [{"role":"user","content":"What is Cloudflare?"}] }',
  ])
  expect(JSON.parse(stdout).choices[0].message.content).toBe("What is Cloudflare?")
})

test("openai's client gets a whole answer and the gateway's headers", async () => {
  const { openai } = await start()
  const { data, response } = await openai.chat.completions
    .create({ model: "openai/gpt-5-mini", messages })
    .withResponse()
  expect(data.choices[0]?.message.content).toBe("What is Cloudflare?")
  expect(data.usage).toEqual({ prompt_tokens: 3, completion_tokens: 3, total_tokens: 6 })
  expect(response.headers.get("cf-aig-log-id")).toBe("0199b3f0-0000-7000-8000-000000000001")
})

test("openai's client gets a stream word by word, with usage when asked", async () => {
  const { openai } = await start()
  const stream = await openai.chat.completions.create({
    model: "openai/gpt-5-mini",
    messages,
    stream: true,
    stream_options: { include_usage: true },
  })
  const words: string[] = []
  let total: number | undefined
  for await (const chunk of stream) {
    const word = chunk.choices[0]?.delta.content
    if (word) words.push(word)
    total = chunk.usage?.total_tokens ?? total
  }
  expect(words).toEqual(["What", " is", " Cloudflare?"])
  expect(total).toBe(6)
})

test("openai's client puts a streamed tool call together", async () => {
  const { local, openai } = await start()
  local.reply({ toolCalls: [{ name: "depth_at", input: { buoy: "A" }, id: "call_1" }] })
  const stream = openai.chat.completions.stream({
    model: "openai/gpt-5-mini",
    messages,
    tools: [{ type: "function", function: { name: "depth_at", parameters: {} } }],
  })
  const { choices } = await stream.finalChatCompletion()
  expect(choices[0]?.finish_reason).toBe("tool_calls")
  expect(choices[0]?.message.tool_calls).toMatchObject([
    { id: "call_1", function: { name: "depth_at", arguments: '{"buoy":"A"}' } },
  ])
})

test("openai's client meets the gateway's refusals as errors with their status", async () => {
  const { local, openai } = await start()
  local.fault("rate_limited")
  await expect(openai.chat.completions.create({ model: "openai/gpt-5-mini", messages })).rejects.toMatchObject({
    status: 429,
  })
  await expect(openai.chat.completions.create({ model: "gpt-5-mini", messages })).rejects.toMatchObject({ status: 400 })
})
