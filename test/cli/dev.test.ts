import { once } from "node:events"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { connect, createServer, type AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { parseEnv } from "node:util"
import { expect, onTestFinished, test, vi } from "vitest"
import { runProgram } from "../../src/cli/run-program.ts"
import { createFakeTerminal } from "./create-fake-terminal.ts"
import { hasTerminal, runCommand, startCommand, startInTerminal, type RunningCommand } from "./start-command.ts"

async function write(name: string, text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "cf-ai-gateway-"))
  onTestFinished(() => rm(folder, { recursive: true }))
  await writeFile(join(folder, name), text)
  return join(folder, name)
}

/** Starts `dev` on a free port, and gives what it printed as variables. */
async function startDev(...args: string[]): Promise<{ dev: RunningCommand; env: Record<string, string> }> {
  const dev = startCommand(["dev", "--port", "0", ...args])
  const env = parseEnv(await dev.until(/^CF_AIG_BASE_URL=.*\n/m)) as Record<string, string>
  return { dev, env }
}

function ask(env: Record<string, string>, body: object): Promise<Response> {
  return fetch(`${env["CF_AIG_BASE_URL"]}/compat/chat/completions`, {
    method: "POST",
    headers: { "cf-aig-authorization": `Bearer ${env["CF_AIG_TOKEN"]}`, "content-type": "application/json" },
    body: JSON.stringify({ model: "openai/gpt-5-mini", messages: [{ role: "user", content: "Hello" }], ...body }),
  })
}

test("dev prints the variables on standard output, and nothing else there", async () => {
  const { dev, env } = await startDev()
  await dev.until(/curl:/, "stderr")
  dev.interrupt()
  const { stdout, stderr, exitCode } = await dev.ended
  expect(
    stdout
      .trimEnd()
      .split("\n")
      .map((line) => line.replace(/=.*/, "")),
  ).toEqual(["CF_ACCOUNT_ID", "GATEWAY_NAME", "CF_AIG_TOKEN", "CF_AIG_BASE_URL", "CLOUDFLARE_API_TOKEN"])
  expect(env).toMatchObject({
    CF_ACCOUNT_ID: "0123456789abcdef0123456789abcdef",
    GATEWAY_NAME: "local",
    CF_AIG_TOKEN: expect.stringMatching(/^cf-aig-local-[0-9a-f]{32}$/),
    CF_AIG_BASE_URL: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/v1\/0123456789abcdef0123456789abcdef\/local$/),
  })
  expect(stderr).toMatch(/^Local AI Gateway at http:\/\/127\.0\.0\.1:\d+, Ctrl-C stops it\n/)
  for (const name of ["createGatewayClient()", "new OpenAI(", "new Anthropic(", "curl "]) expect(stderr).toContain(name)
  expect(stderr).toMatch(/\nStopped\n$/)
  expect(exitCode).toBe(0)
})

test("chat meets dev by those variables alone", async () => {
  const { env } = await startDev()
  const { stdout, exitCode } = await runCommand(["chat", "Hello", "there"], { env })
  expect(stdout).toBe("Hello there\n")
  expect(exitCode).toBe(0)
})

test("dev lets nobody in without its token", async () => {
  const { env } = await startDev()
  expect((await ask({ ...env, CF_AIG_TOKEN: "other" }, {})).status).toBe(401)
})

test("dev tells each request in a line of its own", async () => {
  const { dev, env } = await startDev()
  await (await ask(env, {})).text()
  await dev.until(/^200 {2}openai\/gpt-5-mini +(-|MISS) +\d+ in, \d+ out +\d+ ms$/m, "stderr")
  await (await ask({ ...env, CF_AIG_TOKEN: "other" }, {})).text()
  await dev.until(/^401 {2}/m, "stderr")
  dev.interrupt()
  const { stderr } = await dev.ended
  expect(stderr.slice(stderr.indexOf("200  openai"))).not.toContain(env["CF_AIG_TOKEN"])
})

test("Ctrl-C stops dev at once, with streams open and connections kept", async () => {
  const { dev, env } = await startDev("--fault", "stall; after=1")
  const { hostname, port } = new URL(env["CF_AIG_BASE_URL"]!)
  const idle = connect(Number(port), hostname)
  await once(idle, "connect")
  const response = await ask(env, { stream: true })
  const body = response.text().catch(() => "cut")
  dev.interrupt()
  expect((await dev.ended).exitCode).toBe(0)
  expect(await body).toBe("cut")
  idle.destroy()
})

test("SIGTERM stops dev as cleanly", async () => {
  const { dev } = await startDev()
  dev.interrupt("SIGTERM")
  expect((await dev.ended).exitCode).toBe(0)
})

// `script` of util-linux gives a command a terminal; macOS has another of that name.
test.skipIf(!hasTerminal)("Ctrl-C on a terminal stops dev with exit code 0", async () => {
  const dev = startInTerminal(["dev", "--port", "0"])
  await dev.until(/Local AI Gateway at \u001b\[1mhttp[^]*CF_AIG_BASE_URL=[^]*curl/)
  dev.write("\u0003")
  const { stdout, exitCode } = await dev.ended
  expect(stdout).toMatch(/Stopped\r\n$/)
  expect(exitCode).toBe(0)
})

test("--fault goes wrong with every request", async () => {
  const { env } = await startDev("--fault", "html-502")
  const statuses = [await ask(env, {}), await ask(env, {})].map(({ status }) => status)
  expect(statuses).toEqual([502, 502])
})

test.each([
  ["gateway.json", JSON.stringify({ cacheTtl: 60, gateways: { shop: { tokens: ["tk-of-the-shop"] } } })],
  [
    "gateway.config.ts",
    'const ttl: number = 60\nexport default { cacheTtl: ttl, gateways: { shop: { tokens: ["tk-of-the-shop"] } } }\n',
  ],
  ["gateway.config.mjs", 'export default { cacheTtl: 60, gateways: { shop: { tokens: ["tk-of-the-shop"] } } }\n'],
])("--config takes %s", async (name, text) => {
  const { env } = await startDev("--config", await write(name, text))
  expect(env).toMatchObject({ GATEWAY_NAME: "shop", CF_AIG_TOKEN: "tk-of-the-shop" })
  expect((await ask(env, {})).status).toBe(200)
})

test.each([
  ["onAnswer() { throw new Error('no disk') }", "Error: no disk"],
  ["async onAnswer() { throw 'no disk' }", "no disk"],
])("a configuration whose %s fails is told once, and requests go on", async (onAnswer, reason) => {
  const { dev, env } = await startDev("--config", await write("observer.mjs", `export default { ${onAnswer} }`))
  for (const _ of [1, 2]) expect((await ask(env, {})).status).toBe(200)
  await dev.until(/(^200 [^]*){2}/m, "stderr")
  dev.interrupt()
  const { stderr, exitCode } = await dev.ended
  expect(stderr.match(/^error: .*$/gm)).toEqual([`error: onAnswer of the configuration failed: ${reason}`])
  expect(exitCode).toBe(0)
})

test("what a configuration left open does not hold dev", async () => {
  const file = await write("open.mjs", "setInterval(() => {}, 1000)\nexport default {}")
  const { dev } = await startDev("--config", file)
  dev.interrupt()
  expect((await dev.ended).exitCode).toBe(0)
})

test.each([
  { title: "a file that is not there", name: "", text: "", problem: / does not exist$/ },
  {
    title: "a syntax error",
    name: "bad.mjs",
    text: "export default {\n  a: 1\n  b: 2\n}\n",
    problem: / failed at bad\.mjs:3: Unexpected identifier 'b'$/,
  },
  {
    title: "TypeScript that cannot be stripped",
    name: "bad.ts",
    text: "enum A { B }\nexport default {}\n",
    problem: / failed at bad\.ts:1: [^\n]*enum/,
  },
  {
    title: "an unknown option",
    name: "bad.json",
    text: '{ "cacheTTL": 60 }',
    problem: / is not right: `cacheTTL` is no option, did you mean `cacheTtl`\?$/,
  },
  { title: "a value that is none", name: "bad.json", text: '{ "cacheTtl": "soon" }', problem: /cacheTtl/ },
])("dev says in one line what is wrong with a configuration: $title", async ({ name, text, problem }) => {
  const file = name ? await write(name, text) : "missing.json"
  const { stdout, stderr, exitCode } = await runCommand(["dev", "--port", "0", "--config", file])
  expect(stdout).toBe("")
  expect(stderr.trimEnd()).toMatch(problem)
  expect(stderr).toMatch(/^error: [^\n]*\n$/)
  expect(exitCode).toBe(2)
})

async function runHere(...args: string[]) {
  const terminal = createFakeTerminal("")
  const exitCode = await runProgram(["dev", ...args], terminal)
  return { ...terminal.printed, exitCode }
}

test("dev says in one line that a fault is unknown", async () => {
  const { stderr, exitCode } = await runHere("--port", "0", "--fault", "nonsense")
  expect(stderr).toMatch(/^error: [^\n]*nonsense[^\n]*\n$/)
  expect(exitCode).toBe(2)
})

test("a taken port is one line that says what to do", async () => {
  const taken = createServer().listen(0, "127.0.0.1")
  onTestFinished(() => void taken.close())
  await once(taken, "listening")
  const { port } = taken.address() as AddressInfo
  expect(await runHere("--port", String(port))).toEqual({
    stdout: "",
    stderr: `error: Port ${port} is taken: choose another, or a free one by --port 0\n`,
    exitCode: 2,
  })
})

test.each([
  ["65536", "It must be 0 to 65535."],
  ["-1", "It must be a whole number."],
  ["http", "It must be a whole number."],
])("--port %s is refused", async (port, reason) => {
  expect(await runHere(`--port=${port}`)).toEqual({
    stdout: "",
    stderr: `error: option '-p, --port <number>' argument '${port}' is invalid. ${reason}\n`,
    exitCode: 2,
  })
})

test("dev in this process runs until it is interrupted", async () => {
  const terminal = createFakeTerminal("")
  const config = await write("gateway.json", '{ "token": null }')
  const ended = runProgram(["dev", "--port", "0", "--config", config], terminal)
  await terminal.until(/^CF_AIG_BASE_URL=.*\n/m)
  const env = parseEnv(terminal.printed.stdout) as Record<string, string>
  expect(env["CF_AIG_TOKEN"]).toBe("")
  expect((await ask(env, {})).status).toBe(200)
  process.emit("SIGINT")
  expect(await ended).toBe(0)
})

test("a second Ctrl-C does not wait for dev to end", async () => {
  const exit = vi.spyOn(process, "exit").mockImplementation((() => {}) as never)
  const terminal = createFakeTerminal("")
  const ended = runProgram(["dev", "--port", "0"], terminal)
  await terminal.until(/^CF_AIG_BASE_URL=.*\n/m)
  process.emit("SIGINT")
  process.emit("SIGINT")
  expect(exit).toHaveBeenCalledExactlyOnceWith(130)
  await ended
})

test.each([
  ["EACCES", "error: Port 80 needs more rights than you have: choose one above 1023\n", 2],
  ["EPERM", "error: Error: listen EPERM\n", 1],
])("a port that %s forbids is told", async (code, stderr, exitCode) => {
  const door = await import("../../src/testing/listen.ts")
  vi.spyOn(door, "listen").mockRejectedValue(Object.assign(new Error(`listen ${code}`), { code }))
  expect(await runHere("--port", "80")).toEqual({ stdout: "", stderr, exitCode })
})
