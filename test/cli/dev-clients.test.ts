// What `dev` prints, and what the README says, is what clients are made of: copied and run, word for word.
import { execFile } from "node:child_process"
import { readFile } from "node:fs/promises"
import { parseEnv, promisify } from "node:util"
import Anthropic from "@anthropic-ai/sdk"
import OpenAI from "openai"
import { expect, onTestFinished, test, vi } from "vitest"
import { createGatewayClient, type GatewayClient } from "../../src/index.ts"
import { runCommand, startCommand } from "./start-command.ts"

const run = promisify(execFile)
const readme = await readFile(new URL("../../README.md", import.meta.url), "utf8")
const hasCurl = await run("curl", ["--version"]).then(
  () => true,
  () => false,
)

async function startDev() {
  const dev = startCommand(["dev", "--port", "0"])
  const env = parseEnv(await dev.until(/^CF_AIG_BASE_URL=.*\n/m)) as Record<string, string>
  const printed = await dev.until(/curl:[^]*Hello[^]*\n\n/, "stderr")
  const hints = printed.split("\n").flatMap((line) => /^ {2}(.*)$/.exec(line)?.slice(1) ?? [])
  return { env, hints }
}

/** What a printed line of code makes, with the names it knows. */
function evaluate<T>(code: string, names: Record<string, unknown>): T {
  return new Function(...Object.keys(names), `return ${code}`)(...Object.values(names)) as T
}

function lineOf(hints: readonly string[], start: string): string {
  return hints.find((line) => line.startsWith(start)) ?? ""
}

test.skipIf(!hasCurl)("the README's curl command works against dev, unchanged but for the host", async () => {
  const { env } = await startDev()
  const command = /^curl -X POST [^]*?(?=^```)/m.exec(readme)![0]
  const { origin } = new URL(env["CF_AIG_BASE_URL"]!)
  const local = command.replace("https://gateway.ai.cloudflare.com", origin)
  const { stdout } = await run("bash", ["-c", `${local.trim()} -sS`], { env: { ...process.env, ...env } })

  expect(JSON.parse(stdout).choices[0].message.content).toBe("What is Cloudflare?")
})

test.skipIf(!hasCurl)("the curl command that dev prints works", async () => {
  const { hints } = await startDev()
  const command = hints.slice(hints.findIndex((line) => line.startsWith("curl "))).join("\n")
  // In a terminal without any of the variables.
  const { stdout } = await run("bash", ["-c", `${command} -sS`])

  expect(JSON.parse(stdout).choices[0].message.content).toBe("Hello")
})

/** The client that `dev` prints, made in an environment with what `dev` printed. */
function makeClient(hints: readonly string[], env: Readonly<Record<string, string>>): GatewayClient {
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value)
  onTestFinished(() => void vi.unstubAllEnvs())
  return evaluate(lineOf(hints, "const client = ").replace("const client = ", ""), { createGatewayClient })
}

test("the openai client that dev prints gets an answer, by the stored key", async () => {
  const { env, hints } = await startDev()
  const openai = evaluate<OpenAI>(lineOf(hints, "new OpenAI("), { OpenAI, client: makeClient(hints, env) })
  const { choices } = await openai.chat.completions.create({
    model: "openai/gpt-5-mini",
    messages: [{ role: "user", content: "Hello" }],
  })

  expect(choices[0]?.message.content).toBe("Hello")
})

test("the Anthropic client that dev prints gets an answer, and sends no token of its environment", async () => {
  const { env, hints } = await startDev()
  vi.stubEnv("ANTHROPIC_AUTH_TOKEN", "of-somebody-else")
  const anthropic = evaluate<Anthropic>(lineOf(hints, "new Anthropic("), { Anthropic, client: makeClient(hints, env) })
  const { content } = await anthropic.messages.create({
    model: "claude-haiku-4-5",
    max_tokens: 9,
    messages: [{ role: "user", content: "Hello" }],
  })

  expect(anthropic.authToken).toBe(null)
  expect(content).toMatchObject([{ type: "text", text: "Hello" }])
})

test("doctor finds nothing wrong with dev, and logs list what it asked", async () => {
  const { env } = await startDev()
  const healthy = await runCommand(["doctor", "--json"], { env })
  const listed = await runCommand(["logs", "list", "--json"], { env })

  expect(JSON.parse(healthy.stdout).every(({ ok }: { ok: boolean }) => ok)).toBe(true)
  expect(healthy.exitCode).toBe(0)
  expect(JSON.parse(listed.stdout).map(({ model }: { model: string }) => model)).toContain(
    "anthropic/claude-sonnet-4.5",
  )
})
