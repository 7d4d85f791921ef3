import type { ServerResponse } from "node:http"
import { expect, onTestFinished, test, vi } from "vitest"
import { runProgram } from "../../src/cli/run-program.ts"
import { chunk, completion, sendJSON, startServer, type SeenRequest, type TestServer } from "../support/server.ts"
import { createFakeTerminal, type FakeTerminal } from "./create-fake-terminal.ts"
import { hasTerminal, runCommand, runInShell, startCommand, startInTerminal } from "./start-command.ts"

const ids = { "cf-aig-log-id": "log-1", "cf-aig-cache-status": "MISS" }
const usage =
  'data: {"id":"1","object":"chat.completion.chunk","created":1,"model":"m","choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}}\n\n'

type Answer = (response: ServerResponse, request: SeenRequest, index: number) => void

async function open(answer: Answer): Promise<{ server: TestServer; env: Record<string, string> }> {
  const server = await startServer(answer)
  onTestFinished(() => server[Symbol.asyncDispose]())
  const { accountId, gateway, token, baseURL } = server.options
  return {
    server,
    env: { CF_ACCOUNT_ID: accountId, GATEWAY_NAME: gateway, CF_AIG_TOKEN: token, CF_AIG_BASE_URL: baseURL },
  }
}

function beginStream(response: ServerResponse): ServerResponse {
  return response.writeHead(200, { "content-type": "text/event-stream", ...ids })
}

const stream =
  (...texts: string[]): Answer =>
  (response) => {
    beginStream(response)
    for (const text of texts) response.write(chunk(text))
    response.end(`${chunk("", "stop")}${usage}data: [DONE]\n\n`)
  }

const stall: Answer = (response) => void beginStream(response).write(chunk("Once upon"))
const whole: Answer = (response) => sendJSON(response, completion("Hello yourself"), 200, ids)
const refuse: Answer = (response) =>
  sendJSON(
    response,
    { success: false, result: [], messages: [], error: [{ code: 2009, message: "Unauthorized" }] },
    401,
    ids,
  )

// In this process: quicker than a command of its own, and all that a terminal adds is tested further down.
async function runHere(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  terminal: FakeTerminal = createFakeTerminal("", env),
): Promise<{ exitCode: number; stdout: string; stderr: string }> {
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value)
  const exitCode = await runProgram(args, terminal)
  vi.unstubAllEnvs()
  return { ...terminal.printed, exitCode }
}

test("chat streams the answer to standard output and sums up on standard error", async () => {
  const { env } = await open(stream("Hello ", "yourself"))
  const { stdout, stderr, exitCode } = await runCommand(["chat", "Hello", "there"], { env })
  expect(stdout).toBe("Hello yourself\n")
  expect(stderr).toMatch(/^log log-1 · cache MISS · 3 tokens in, 2 out · \d+(\.\d)? m?s\n$/)
  expect(exitCode).toBe(0)
})

test("chat sends what its flags say", async () => {
  const { env, server } = await open(stream("Hi"))
  const flags = "--model anthropic/claude-haiku-4-5 --system Short! --max-tokens 9 --cache-ttl 3600"
  const metadata = ["user=42", "team=docs", "test=true", "zip=00501", "note=a=b"].flatMap((entry) => [
    "--metadata",
    entry,
  ])
  await runHere(["chat", ...flags.split(" "), ...metadata, "Hello"], env)
  const [request] = server.requests
  expect(JSON.parse(request!.body)).toEqual({
    model: "anthropic/claude-haiku-4-5",
    messages: [
      { role: "system", content: "Short!" },
      { role: "user", content: "Hello" },
    ],
    max_tokens: 9,
    stream: true,
    stream_options: { include_usage: true },
  })
  expect(request!.path).toBe("/compat/chat/completions")
  expect(request!.headers).toMatchObject({
    "cf-aig-authorization": "Bearer test-token-1",
    "cf-aig-cache-ttl": "3600",
    "cf-aig-metadata": '{"user":42,"team":"docs","test":true,"zip":"00501","note":"a=b"}',
  })
})

test.each([
  { title: "the default", args: [], env: {}, model: "anthropic/claude-sonnet-4-5" },
  { title: "CF_AIG_MODEL", args: [], env: { CF_AIG_MODEL: "openai/gpt-4.1" }, model: "openai/gpt-4.1" },
  { title: "--model", args: ["-m", "grok/grok-4"], env: { CF_AIG_MODEL: "openai/gpt-4.1" }, model: "grok/grok-4" },
])("chat asks the model of $title", async ({ args, env: more, model }) => {
  const { env, server } = await open(whole)
  await runHere(["chat", "--no-stream", ...args, "Hello"], { ...env, ...more })
  expect(JSON.parse(server.requests[0]!.body)).toEqual({ model, messages: [{ role: "user", content: "Hello" }] })
})

test("chat asks for a whole answer where it is to be cached: streams are not", async () => {
  const { env, server } = await open(whole)
  await runHere(["chat", "--cache-key", "k1", "Hello"], env)
  expect(JSON.parse(server.requests[0]!.body)).toEqual({
    model: "anthropic/claude-sonnet-4-5",
    messages: [{ role: "user", content: "Hello" }],
  })
  expect(server.requests[0]!.headers).toMatchObject({ "cf-aig-cache-key": "k1" })
})

test("chat spells the longest answer as OpenAI's models want it", async () => {
  const { env, server } = await open(whole)
  await runHere(["chat", "--no-stream", "-m", "openai/gpt-5-mini", "--max-tokens", "9", "Hello"], env)
  expect(JSON.parse(server.requests[0]!.body)).toMatchObject({ max_completion_tokens: 9 })
})

test.each([
  { title: "standard input alone", args: [], input: "Grüße\n", prompt: "Grüße" },
  { title: "a dash for standard input", args: ["-"], input: "Hello", prompt: "Hello" },
  { title: "words and standard input", args: ["Sum", "up:", "-"], input: "a\nb\n", prompt: "Sum up:\n\na\nb" },
  { title: "words alone, whatever is piped", args: ["Hello"], input: "not read", prompt: "Hello" },
])("chat takes its prompt from $title", async ({ args, input, prompt }) => {
  const { env, server } = await open(whole)
  const { exitCode } = await runHere(["chat", "--no-stream", ...args], env, createFakeTerminal(input))
  expect(JSON.parse(server.requests[0]!.body).messages).toEqual([{ role: "user", content: prompt }])
  expect(exitCode).toBe(0)
})

test("chat without any prompt says how to give one", async () => {
  const { env, server } = await open(whole)
  const { stderr, exitCode } = await runHere(["chat"], env, createFakeTerminal("  \n"))
  expect(stderr).toBe(
    'error: There is no prompt\nfix: cf-ai-gateway chat "Hello", or echo Hello | cf-ai-gateway chat\n',
  )
  expect(exitCode).toBe(2)
  expect(server.requests).toEqual([])
})

test("chat --json prints one object with the completion and the record", async () => {
  const { env, server } = await open(whole)
  const { stdout, stderr, exitCode } = await runHere(["chat", "--json", "Hello"], env)
  const { completion: answer, gateway } = JSON.parse(stdout)
  expect(answer).toEqual(completion("Hello yourself"))
  expect(gateway).toMatchObject({
    logId: "log-1",
    cacheStatus: "MISS",
    status: 200,
    headers: { "cf-aig-log-id": "log-1" },
  })
  expect(JSON.parse(server.requests[0]!.body)).not.toHaveProperty("stream")
  expect(stderr).toBe("")
  expect(exitCode).toBe(0)
})

test("chat says the code, the message and the fix of a refusal, and never the token", async () => {
  const { env } = await open(refuse)
  const { stdout, stderr, exitCode } = await runHere(["chat", "Hello"], env)
  expect(stdout).toBe("")
  expect(stderr.replace(/\d+ ms/, "1 ms").split("\n")).toEqual([
    "log log-1 · cache MISS · 1 ms",
    "error: unauthorized: Unauthorized (HTTP 401, Cloudflare code 2009)",
    expect.stringMatching(/^fix: .*AI Gateway Run/),
    "",
  ])
  expect(exitCode).toBe(1)
  expect(stderr).not.toContain("test-token-1")
})

test("chat --json prints a refusal as an object too", async () => {
  const { env } = await open(refuse)
  const { stdout, exitCode } = await runHere(["chat", "--json", "Hello"], env)
  expect(JSON.parse(stdout)).toMatchObject({
    error: { code: "unauthorized", status: 401, message: "Unauthorized (HTTP 401, Cloudflare code 2009)" },
    gateway: { logId: "log-1" },
  })
  expect(stdout).not.toContain("test-token-1")
  expect(exitCode).toBe(1)
})

test("chat says that the stream was cut, under what came of it", async () => {
  const { env } = await open((response) => void beginStream(response).end(chunk("Once upon")))
  const { stdout, stderr, exitCode } = await runHere(["chat", "Hello"], env)
  expect(stdout).toBe("Once upon\n")
  expect(stderr).toContain("error: stream_truncated: The stream ended before the answer did")
  expect(exitCode).toBe(1)
})

test("chat prints a refusal of the model as its answer", async () => {
  const refusal = completion("") as any
  refusal.choices[0].message = { role: "assistant", content: null, refusal: "I will not." }
  const { env } = await open((response) => sendJSON(response, refusal))
  const { stdout, stderr } = await runHere(["chat", "--no-stream", "Hello"], env)
  expect(stdout).toBe("I will not.\n")
  expect(stderr).toMatch(/^log none · cache not used · 3 tokens in, 2 out · /)
})

test.each([
  {
    title: "nothing is configured",
    args: [],
    env: { CF_AIG_BASE_URL: "", CF_ACCOUNT_ID: "", GATEWAY_NAME: "", CF_AIG_TOKEN: "" },
    stderr: [
      "error: not_configured: The call was not sent: `accountId` is missing, and so is CF_ACCOUNT_ID in the environment; `gateway` is missing, and so is GATEWAY_NAME in the environment; `token` is missing, and so is CF_AIG_TOKEN in the environment",
      "fix: Set the variables (`cf-ai-gateway doctor` checks them), or run a local gateway in another terminal: cf-ai-gateway dev --env .env.gateway, and add --env .env.gateway here",
    ],
  },
  {
    title: "a variable is malformed",
    args: [],
    env: { CF_ACCOUNT_ID: "abc" },
    stderr: ["error: CF_ACCOUNT_ID must be 32 hexadecimal characters, from the dashboard"],
  },
  {
    title: "a flag is malformed",
    args: ["--base-url", "example.com"],
    env: {},
    stderr: ["error: --base-url must be a URL"],
  },
  {
    title: "the base URL would win over the flags",
    args: ["--gateway", "other"],
    env: {},
    stderr: ["error: CF_AIG_BASE_URL would win over --account and --gateway: unset it, or give --base-url"],
  },
  {
    title: "an option is out of its limits",
    args: ["--cache-ttl", "5"],
    env: {},
    stderr: [
      "error: invalid_request: The call was not sent: `gateway.cacheTtl` must be 60 to 2592000 seconds; for no cache there is `skipCache`",
      "fix: Mend what the message names, or leave it out",
    ],
  },
  {
    title: "a number is none",
    args: ["--max-tokens", "many"],
    env: {},
    stderr: ["error: option '--max-tokens <number>' argument 'many' is invalid. It must be a whole number."],
  },
  {
    title: "metadata is no pair",
    args: ["--metadata", "user"],
    env: {},
    stderr: ["error: option '--metadata <key=value>' argument 'user' is invalid. It must be key=value."],
  },
])("chat sends nothing and exits with 2 when $title", async ({ args, env: changes, stderr: lines }) => {
  const { env, server } = await open(whole)
  const { stdout, stderr, exitCode } = await runHere(["chat", "Hello", ...args], { ...env, ...changes })
  expect(stderr.split("\n")).toEqual([...lines, ""])
  expect(stdout).toBe("")
  expect(exitCode).toBe(2)
  expect(server.requests).toEqual([])
})

test("--account and --gateway change the base URL of a local gateway", async () => {
  const { env, server } = await open(whole)
  const base = `${env["CF_AIG_BASE_URL"]}/v1/0123456789abcdef0123456789abcdef/local`
  const flags = ["--account", "fedcba9876543210fedcba9876543210", "--gateway", "my gateway"]
  await runHere(["chat", "--no-stream", "Hello", ...flags], { ...env, CF_AIG_BASE_URL: base })
  await runHere(["chat", "--no-stream", "Hello", "--gateway", "b"], { ...env, CF_AIG_BASE_URL: base })
  expect(server.requests.map(({ path }) => path)).toEqual([
    "/v1/fedcba9876543210fedcba9876543210/my%20gateway/compat/chat/completions",
    "/v1/0123456789abcdef0123456789abcdef/b/compat/chat/completions",
  ])
})

test("Ctrl-C stops an answer: what came stays, the connection closes, the exit code is 130", async () => {
  const { env, server } = await open(stall)
  const command = startCommand(["chat", "Hello"], { env })
  await command.until(/Once upon/)
  command.interrupt()
  const { stdout, stderr, exitCode } = await command.ended
  expect(stdout).toBe("Once upon\n")
  expect(stderr).toMatch(/^interrupted · log log-1 · cache MISS · tokens unknown · /)
  expect(exitCode).toBe(130)
  expect(await server.requests[0]!.closed).toBe("cut")
})

test("Ctrl-C stops waiting for the headers too", async () => {
  const { env, server } = await open(() => {})
  const command = startCommand(["chat", "--json", "Hello"], { env })
  await server.arrival(1)
  command.interrupt()
  const { stdout, stderr, exitCode } = await command.ended
  expect(JSON.parse(stdout)).toEqual({ error: { message: "Interrupted" } })
  expect({ stderr, exitCode }).toEqual({ stderr: "", exitCode: 130 })
})

test("a reader that has had enough ends chat quietly, and the request with it", async () => {
  const { env, server } = await open((response) => {
    beginStream(response)
    const more = setInterval(() => response.write(chunk("more ")), 5)
    response.on("close", () => clearInterval(more))
  })
  const command = startCommand(["chat", "Hello"], { env })
  await command.until(/more/)
  command.closeOutput()
  const { stderr, exitCode } = await command.ended
  expect(stderr).toBe("")
  expect(exitCode).toBe(0)
  expect(await server.requests[0]!.closed).toBe("cut")
})

// `script` of util-linux gives a command a terminal; macOS has another of that name.
const inTerminal = test.skipIf(!hasTerminal)

inTerminal("chat colours on a terminal, and lets no answer steer it", async () => {
  const { env } = await open(stream("Be\u001b]52;c;ZXZpbA==\u0007have\u001b[2J!\n"))
  const { stdout, exitCode } = await startInTerminal(["chat", "Hello"], { env }).ended
  expect(stdout).toMatch(/^Be\]52;c;ZXZpbA==have\[2J!\r\n/)
  expect(stdout).toContain("\u001b[2mlog log-1")
  expect(exitCode).toBe(0)
})

inTerminal("chat does not colour with NO_COLOR", async () => {
  const { env } = await open(stream("Hello"))
  const { stdout } = await startInTerminal(["chat", "Hello"], { env: { ...env, NO_COLOR: "1" } }).ended
  expect(stdout).not.toContain("\u001b")
})

inTerminal("Ctrl-C on a terminal stops an answer with exit code 130", async () => {
  const { env } = await open(stall)
  const command = startInTerminal(["chat", "Hello"], { env: { ...env, NO_COLOR: "1" } })
  await command.until(/Once upon/)
  command.write("\u0003")
  const { stdout, exitCode } = await command.ended
  expect(stdout).toMatch(/Once upon(\^C)?\r\ninterrupted · log log-1/)
  expect(exitCode).toBe(130)
})

// Answers what was asked, and how long the conversation is by then; a question "stall" is never answered whole.
const talk: Answer = (response, request, index) => {
  const { messages } = JSON.parse(request.body)
  const question = messages.at(-1).content
  if (question === "stall") return stall(response, request, index)
  if (question === "fail") return refuse(response, request, index)
  stream(`[${question} ${messages.length}]`)(response, request, index)
}

async function converse() {
  const { env, server } = await open(talk)
  const command = startInTerminal(["chat", "--system", "Short!"], { env: { ...env, NO_COLOR: "1" } })
  await command.until(/anthropic\/claude-sonnet-4-5 · Ctrl-C stops an answer, Ctrl-D or \/exit ends/)
  await command.until(/> /)
  return { command, server }
}

inTerminal("a conversation remembers what was said, and /exit ends it", async () => {
  const { command, server } = await converse()
  command.write("one\r")
  await command.until(/\[one 2\][^]*tokens in[^]*> /)
  command.write("\r")
  command.write("two\r")
  await command.until(/\[two 4\][^]*tokens in[^]*> /)
  command.write("/exit\r")
  expect((await command.ended).exitCode).toBe(0)
  expect(JSON.parse(server.requests[1]!.body).messages).toEqual([
    { role: "system", content: "Short!" },
    { role: "user", content: "one" },
    { role: "assistant", content: "[one 2]", refusal: null },
    { role: "user", content: "two" },
  ])
})

inTerminal("lines pasted at once are one question, and Ctrl-D ends a conversation", async () => {
  const { command, server } = await converse()
  command.write("one\rtwo\r")
  await command.until(/two 2\][^]*tokens in[^]*> /)
  command.write("\u0004")
  expect((await command.ended).exitCode).toBe(0)
  expect(JSON.parse(server.requests[0]!.body).messages[1]).toEqual({ role: "user", content: "one\ntwo" })
})

inTerminal("Ctrl-C at the prompt throws away what is typed", async () => {
  const { command, server } = await converse()
  command.write("forget this")
  await command.until(/forget this/)
  command.write("\u0003")
  await command.until(/Ctrl-C again[^]*> /)
  command.write("one\r")
  await command.until(/\[one 2\][^]*tokens in/)
  command.write("\u0004")
  expect((await command.ended).exitCode).toBe(0)
  expect(JSON.parse(server.requests[0]!.body).messages[1]).toEqual({ role: "user", content: "one" })
})

inTerminal("Ctrl-D while an answer comes ends the conversation after it", async () => {
  let finish = () => {}
  const { env } = await open((response) => {
    beginStream(response).write(chunk("Once upon"))
    finish = () => response.end(`${chunk(" a time", "stop")}data: [DONE]\n\n`)
  })
  const command = startInTerminal(["chat"], { env: { ...env, NO_COLOR: "1" } })
  await command.until(/> /)
  command.write("tell\r")
  await command.until(/Once upon/)
  command.write("\u0004")
  // Heard by then: keys are echoed in their order.
  await new Promise((resolve) => setTimeout(resolve, 100))
  finish()
  const { stdout, exitCode } = await command.ended
  expect(stdout).toMatch(/Once upon a time\r\nlog log-1 [^\r\n]*\r\n$/)
  expect(exitCode).toBe(0)
})

inTerminal("Ctrl-C stops an answer and comes back to the prompt; what came is remembered", async () => {
  const { command, server } = await converse()
  command.write("stall\r")
  await command.until(/Once upon/)
  command.write("\u0003")
  await command.until(/interrupted · log log-1[^]*> /)
  expect(await server.requests[0]!.closed).toBe("cut")
  command.write("go on\r")
  await command.until(/\[go on 4\][^]*tokens in[^]*> /)
  command.write("/exit\r")
  expect((await command.ended).exitCode).toBe(0)
})

inTerminal("Ctrl-C twice in a row ends a conversation with exit code 130", async () => {
  const { command } = await converse()
  command.write("\u0003")
  await command.until(/Ctrl-C again, Ctrl-D or \/exit ends/)
  command.write("\u0003")
  expect((await command.ended).exitCode).toBe(130)
})

inTerminal("Ctrl-C during an answer and again at the prompt ends a conversation", async () => {
  const { command } = await converse()
  command.write("stall\r")
  await command.until(/Once upon/)
  command.write("\u0003")
  await command.until(/interrupted/)
  command.write("\u0003")
  expect((await command.ended).exitCode).toBe(130)
})

inTerminal("a question that fails is told with its fix, and forgotten", async () => {
  const { command } = await converse()
  command.write("fail\r")
  await command.until(/error: unauthorized: [^]*fix: [^]*> /)
  command.write("one\r")
  await command.until(/\[one 2\][^]*tokens in/)
  command.write("\u0004")
  expect((await command.ended).exitCode).toBe(0)
})

inTerminal("a conversation says what is not configured before anything is typed", async () => {
  const { stdout, exitCode } = await startInTerminal(["chat"], { env: { NO_COLOR: "1" } }).ended
  expect(stdout).toMatch(/^error: not_configured: .*\r\nfix: Set the variables .*\r\n$/)
  expect(exitCode).toBe(2)
})

function converseHere(env: Readonly<Record<string, string>>) {
  const terminal = createFakeTerminal(undefined, env)
  return { terminal, ended: runHere(["chat"], env, terminal) }
}

test("a conversation without a terminal's own keys hears Ctrl-C as a signal", async () => {
  const { env } = await open(talk)
  const { terminal, ended } = converseHere(env)
  await terminal.until(/> /, "stderr")
  terminal.type("stall\n")
  await terminal.until(/Once upon/)
  process.emit("SIGINT")
  await terminal.until(/interrupted/, "stderr")
  terminal.type("go on\n")
  await terminal.until(/tokens in[^]*> $/, "stderr")
  process.emit("SIGINT")
  await terminal.until(/Ctrl-C again/, "stderr")
  process.emit("SIGINT")
  expect((await ended).exitCode).toBe(130)
  expect(terminal.printed.stdout).toBe("Once upon\n[go on 3]\n")
})

test("a conversation takes no cache key: every turn would get the first one's answer", async () => {
  const { env, server } = await open(talk)
  const terminal = createFakeTerminal(undefined, env)
  const { stderr, exitCode } = await runHere(["chat", "--cache-key", "k1"], env, terminal)
  expect(stderr).toMatch(/^error: --cache-key needs a prompt: /)
  expect([exitCode, server.requests.length]).toEqual([2, 0])
})

test("a conversation that is not configured does not begin", async () => {
  const { stdout, stderr, exitCode } = await converseHere({}).ended
  expect(stdout).toBe("")
  expect(stderr).toMatch(/^error: not_configured: /)
  expect(exitCode).toBe(2)
})

test("answers go to standard output, and prompts and complaints to standard error", async () => {
  const { env } = await open(talk)
  const { terminal, ended } = converseHere(env)
  await terminal.until(/> $/, "stderr")
  for (const line of ["one", "", "fail"]) {
    const shown = terminal.printed.stderr.length + 1
    terminal.type(`${line}\n`)
    await terminal.until(new RegExp(`^[^]{${shown},}$`), "stderr")
    await terminal.until(/> $/, "stderr")
  }
  terminal.type("/exit\n")
  const { exitCode, stdout, stderr } = await ended
  expect(exitCode).toBe(0)
  expect(stdout).toBe("[one 1]\n")
  expect(stderr).toMatch(/> log log-1 [^\n]*\n> > log log-1 [^\n]*\nerror: unauthorized: [^\n]*\nfix: [^\n]*\n> $/)
})

test("a stopped question that was not answered at all is forgotten", async () => {
  const { env, server } = await open((response, request, index) => {
    if (index > 0) talk(response, request, index)
  })
  const { terminal, ended } = converseHere(env)
  terminal.type("never\n")
  await server.arrival(1)
  process.emit("SIGINT")
  terminal.type("one\n")
  await terminal.until(/\[one 1\]/)
  terminal.type("/quit\n")
  expect((await ended).exitCode).toBe(0)
})

test.each([[[]], [["--json"]], [["--no-stream"]]])("Ctrl-C stops the wait for an answer: %j", async (flags) => {
  const { env, server } = await open(() => {})
  const ended = runHere(["chat", "Hello", ...flags], env)
  await server.arrival(1)
  process.emit("SIGINT")
  const { stdout, stderr, exitCode } = await ended
  expect({ stderr, exitCode }).toEqual({ stderr: "", exitCode: 130 })
  expect(stdout).toBe(flags[0] === "--json" ? '{\n  "error": {\n    "message": "Interrupted"\n  }\n}\n' : "")
  expect(await server.requests[0]!.closed).toBe("cut")
})

test("an answer that tells nothing of its tokens is summed up without them", async () => {
  const { usage: _, ...silent } = completion("Hello\n") as { usage: unknown }
  const { env } = await open((response) => sendJSON(response, silent))
  const { stdout, stderr } = await runHere(["chat", "--no-stream", "Hello"], env)
  expect(stdout).toBe("Hello\n")
  expect(stderr).toMatch(/^log none · cache not used · tokens unknown · /)
})

test("the model that a route chose and an unusual end are summed up too", async () => {
  const cut = completion("Once upon") as any
  cut.choices[0].finish_reason = "length"
  const { env } = await open((response) => sendJSON(response, cut, 200, { ...ids, "cf-aig-model": "gpt-5-mini" }))
  const { stderr } = await runHere(["chat", "--no-stream", "-m", "dynamic/support", "Hello"], env)
  expect(stderr).toMatch(/^gpt-5-mini · length · log log-1 · cache MISS · 3 tokens in, 2 out · /)
})

test("a gateway that cannot be reached is told in two lines, after its retries", async () => {
  const { env } = await open(whole)
  const nobody = { ...env, CF_AIG_BASE_URL: "http://127.0.0.1:9" }
  vi.spyOn(Math, "random").mockReturnValue(0.01)
  const { stdout, stderr, exitCode } = await runHere(["chat", "Hello"], nobody)
  expect(stdout).toBe("")
  expect(stderr).toMatch(
    /^(connection_failed, again in \d+ s\n){2}error: connection_failed: [^\n]*\nfix: Check the network, and --base-url \(CF_AIG_BASE_URL\)\n$/,
  )
  vi.restoreAllMocks()
  expect(exitCode).toBe(1)
})

test("a token that a server echoes is told nowhere but in the answer", async () => {
  const key = "sk-of-the-environment"
  const echo = { "cf-aig-log-id": "test-token-1", "cf-aig-cache-status": key, "cf-aig-model": "test-token-1" }
  const { env } = await open((response, request) =>
    request.path.includes("refused")
      ? sendJSON(response, { error: { message: `No ${key}`, type: "invalid_request_error" } }, 400, echo)
      : sendJSON(response, completion(`You sent ${key}`), 200, echo),
  )
  const known = { ...env, OPENAI_API_KEY: key }
  const text = await runHere(["chat", "--no-stream", "Hello"], known)
  expect(text.stdout).toBe(`You sent ${key}\n`)
  expect(text.stderr).toMatch(/^\[redacted\] · log \[redacted\] · cache \[redacted\] · /)
  const whole = JSON.parse((await runHere(["chat", "--json", "Hello"], known)).stdout)
  expect(whole.completion.choices[0].message.content).toBe(`You sent ${key}`)
  expect(JSON.stringify(whole.gateway)).not.toMatch(/sk-of|test-token/)
  expect(whole.gateway.headers).toMatchObject({ "cf-aig-log-id": "[redacted]" })
  const refused = { ...known, CF_AIG_BASE_URL: `${env["CF_AIG_BASE_URL"]}/refused` }
  const { stdout } = await runHere(["chat", "--json", "Hello"], refused)
  expect(stdout).toContain("No [redacted]")
  expect(stdout).not.toMatch(/sk-of|test-token/)
})

test("an answer for a pipe stays as it came, and a summary for a file loses what steers a terminal", async () => {
  const cut = completion("a\u001b[2J\u202eb") as any
  cut.choices[0].finish_reason = "\u001b[31m\u202elength"
  const { env } = await open((response) => sendJSON(response, cut, 200, ids))
  const { stdout, stderr } = await runHere(["chat", "--no-stream", "Hello"], env)
  expect(stdout).toBe("a\u001b[2J\u202eb\n")
  expect(stderr).not.toMatch(/[\u001b\u202e]/)
})

test.each<[title: string, env: Record<string, string>, args: string[], error: object]>([
  [
    "a malformed variable",
    { CF_ACCOUNT_ID: "mine" },
    ["Hello"],
    { message: "CF_ACCOUNT_ID must be 32 hexadecimal characters, from the dashboard" },
  ],
  [
    "no prompt",
    {},
    [],
    { message: "There is no prompt", hint: 'cf-ai-gateway chat "Hello", or echo Hello | cf-ai-gateway chat' },
  ],
])("chat --json prints %s as an object too", async (_, changes, args, error) => {
  const { env } = await open(whole)
  const { stdout, stderr, exitCode } = await runHere(["chat", "--json", ...args], { ...env, ...changes })
  expect(JSON.parse(stdout)).toEqual({ error })
  expect(stderr).toMatch(/^error: /)
  expect(exitCode).toBe(2)
})

test("a pipe beside a prompt is told, and not waited for", async () => {
  const { env } = await open(whole)
  // Opened for both, a pipe never ends.
  const line =
    'pipe=$(mktemp -u) && mkfifo $pipe && "$0" "$@" chat --no-stream Hello <> $pipe; code=$?; rm $pipe; exit $code'
  const { stdout, stderr, exitCode } = await runInShell(line, { env })
  expect(stdout).toBe("Hello yourself\n")
  expect(stderr).toMatch(/^Standard input is not read: add - to read it\nlog log-1/)
  expect(exitCode).toBe(0)
})

test.each(["Hello < /dev/null", "Hello <&-", "Hello - < package.json", "< package.json"])(
  "nothing is told of standard input where it is empty or read: %s",
  async (words) => {
    const { env } = await open(whole)
    const { stderr } = await runInShell(`"$0" "$@" chat --no-stream ${words}`, { env })
    expect(stderr).toMatch(/^log log-1 /)
  },
)

test("a file beside a prompt is told as well", async () => {
  const { env } = await open(whole)
  const { stderr } = await runInShell('"$0" "$@" chat --no-stream Hello < package.json', { env })
  expect(stderr).toMatch(/^Standard input is not read: add - to read it\n/)
})

test("a retry is told with its reason and its time", async () => {
  vi.spyOn(Math, "random").mockReturnValue(0.01)
  const { env } = await open((response, request, index) =>
    index === 0 ? sendJSON(response, { error: { message: "Busy" } }, 503, ids) : whole(response, request, index),
  )
  const { stdout, stderr } = await runHere(["chat", "--no-stream", "Hello"], env)
  vi.restoreAllMocks()
  expect(stdout).toBe("Hello yourself\n")
  expect(stderr).toMatch(/^503, again in 1 s\nlog log-1/)
})

test("chat gives a stream two minutes to its headers, and a whole answer the client's own time", async () => {
  const client = await import("../../src/client.ts")
  const create = vi.spyOn(client, "createGatewayClient")
  const { env } = await open(stream("Hi"))
  await runHere(["chat", "Hello"], env)
  await runHere(["chat", "--no-stream", "Hello"], env)
  expect(create.mock.calls.map(([options]) => options?.timeout)).toEqual([120_000, undefined])
  vi.restoreAllMocks()
})
