// What `dev` prints, and what the README says, is what clients are made of: copied and run, word for word.
import { execFile } from "node:child_process"
import { readFile } from "node:fs/promises"
import { parseEnv, promisify } from "node:util"
import Anthropic from "@anthropic-ai/sdk"
import OpenAI from "openai"
import { expect, test } from "vitest"
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

/** What a printed line of code makes, with the variables that were printed. */
function evaluate<T>(code: string, names: Record<string, unknown>): T {
  return new Function(...Object.keys(names), `return ${code}`)(...Object.values(names)) as T
}

/** The lines from one that begins so to the end of its parentheses. */
function cut(hints: readonly string[], start: string): string {
  const from = hints.findIndex((line) => line.startsWith(start))
  const to = hints.findIndex((line, index) => index >= from && line.endsWith(")"))
  return hints.slice(from, to + 1).join("\n")
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

test("the openai client that dev prints gets an answer, by the stored key", async () => {
  const { env, hints } = await startDev()
  const openai = evaluate<OpenAI>(cut(hints, "new OpenAI("), { OpenAI, process: { env } })
  const { choices } = await openai.chat.completions.create({
    model: "openai/gpt-5-mini",
    messages: [{ role: "user", content: "Hello" }],
  })

  expect(choices[0]?.message.content).toBe("Hello")
})

test("the Anthropic client that dev prints gets an answer", async () => {
  const { env, hints } = await startDev()
  const anthropic = evaluate<Anthropic>(cut(hints, "new Anthropic("), { Anthropic, process: { env } })
  const { content } = await anthropic.messages.create({
    model: "claude-haiku-4-5",
    max_tokens: 9,
    messages: [{ role: "user", content: "Hello" }],
  })

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
