import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises"
import { createServer, type AddressInfo } from "node:net"
import { once } from "node:events"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { parseEnv } from "node:util"
import { expect, onTestFinished, test, vi } from "vitest"
import { readEnvFile } from "../../src/cli/read-env-file.ts"
import { runProgram } from "../../src/cli/run-program.ts"
import { assertOwnEnvFile, writeEnvFile } from "../../src/cli/write-env-file.ts"
import { rejection } from "../support/server.ts"
import { createFakeTerminal } from "./create-fake-terminal.ts"
import { runCommand, startCommand } from "./start-command.ts"

async function openFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "cf-ai-gateway-"))
  onTestFinished(() => rm(folder, { recursive: true }))
  return folder
}

test("dev --env writes what chat, doctor, describe and logs read, and the file stays", async () => {
  const cwd = await openFolder()
  const file = join(cwd, ".env.gateway")
  const dev = startCommand(["dev", "--port", "0", "--env", ".env.gateway"], { cwd })
  const printed = await dev.until(/^CLOUDFLARE_API_TOKEN=.*\n/m)
  const text = await readFile(file, "utf8")
  expect(text).toBe(`# Written by cf-ai-gateway dev\n${printed}`)
  expect((await stat(file)).mode & 0o777).toBe(0o600)

  // The file wins over what is set already.
  const env = { CF_AIG_TOKEN: "another-token", GATEWAY_NAME: "another", CF_AIG_BASE_URL: "http://127.0.0.1:9" }
  const run = (...args: string[]) => runCommand([...args, "--env", ".env.gateway"], { cwd, env })
  const { stdout, stderr, exitCode } = await run("chat", "Hello", "there")
  expect({ stdout, exitCode }).toEqual({ stdout: "Hello there\n", exitCode: 0 })
  const [, logId = ""] = /log (\S+)/.exec(stderr) ?? []
  expect((await run("describe")).stdout).toContain(
    `POST ${parseEnv(text)["CF_AIG_BASE_URL"]}/compat/chat/completions\n`,
  )
  expect((await run("doctor")).stdout).toContain("✔ token           accepted")
  expect((await run("logs", "list")).stdout).toContain(logId)

  dev.interrupt()
  await dev.ended
  expect(await readFile(file, "utf8")).toBe(text)
  const again = startCommand(["dev", "--port", "0", "--env", ".env.gateway"], { cwd })
  await again.until(/^CLOUDFLARE_API_TOKEN=.*\n/m)
  expect(await readFile(file, "utf8")).not.toBe(text)
})

test("dev --env leaves a file that it did not write as it is", async () => {
  const cwd = await openFolder()
  await writeFile(join(cwd, ".env"), "MY_SECRET=1\n# Written by cf-ai-gateway dev\n")
  expect(await runCommand(["dev", "--port", "0", "--env", ".env"], { cwd })).toEqual({
    stdout: "",
    stderr: "error: --env .env is there already and not from dev, which leaves it as it is: name another file\n",
    exitCode: 2,
  })
  expect(await readFile(join(cwd, ".env"), "utf8")).toBe("MY_SECRET=1\n# Written by cf-ai-gateway dev\n")
})

test("a taken port leaves the file of the one that runs there as it is", async () => {
  const cwd = await openFolder()
  const taken = createServer().listen(0, "127.0.0.1")
  onTestFinished(() => void taken.close())
  await once(taken, "listening")
  const { port } = taken.address() as AddressInfo
  await writeFile(join(cwd, ".env"), "# Written by cf-ai-gateway dev\nA=1\n")
  const { exitCode } = await runCommand(["dev", "--port", String(port), "--env", ".env"], { cwd })
  expect(exitCode).toBe(2)
  expect(await readFile(join(cwd, ".env"), "utf8")).toBe("# Written by cf-ai-gateway dev\nA=1\n")
})

test.each([
  [["dev", "--port", "0", "--env", "no/such"], "error: --env no/such cannot be written: ENOENT\n"],
  [["dev", "--port", "0", "--env", "."], "error: --env . cannot be written: EISDIR\n"],
  [["chat", "--env", "missing", "Hello"], "error: --env missing does not exist\n"],
  [["logs", "list", "--env", "."], "error: --env . cannot be read: EISDIR\n"],
])("%j is refused in one line", async (args, stderr) => {
  expect(await runCommand(args, { cwd: await openFolder() })).toEqual({ stdout: "", stderr, exitCode: 2 })
})

test("a file that was written is read back, and written again", async () => {
  const file = join(await openFolder(), ".env")
  await assertOwnEnvFile(file)
  await writeEnvFile(file, ["A=1", "B='two words'"])
  await assertOwnEnvFile(file)
  expect(await readEnvFile(file)).toEqual({ A: "1", B: "two words" })
})

test.each(["A=1\n", "", "# Written by hand\n"])("a file of somebody else's is not dev's: %j", async (text) => {
  const file = join(await openFolder(), ".env")
  await writeFile(file, text)
  expect((await rejection(assertOwnEnvFile(file))).message).toMatch(/ is there already and not from dev, /)
})

test("a folder is no file of variables", async () => {
  const folder = await openFolder()
  expect((await rejection(assertOwnEnvFile(folder))).message).toBe(`--env ${folder} cannot be written: EISDIR`)
  expect((await rejection(writeEnvFile(folder, []))).message).toBe(`--env ${folder} cannot be written: EISDIR`)
  expect((await rejection(readEnvFile(folder))).message).toBe(`--env ${folder} cannot be read: EISDIR`)
})

test("the variables of a file reach the client and the command", async () => {
  for (const name of ["CF_ACCOUNT_ID", "GATEWAY_NAME", "CF_AIG_TOKEN", "CF_AIG_MODEL"]) vi.stubEnv(name, "before")
  const file = join(await openFolder(), ".env")
  const id = "0123456789abcdef0123456789abcdef"
  await writeFile(
    file,
    `\ufeffCF_ACCOUNT_ID=${id}\nGATEWAY_NAME=shop\nCF_AIG_TOKEN=tk-1\nCF_AIG_MODEL=openai/gpt-4.1\n`,
  )
  const terminal = createFakeTerminal("")
  expect(await runProgram(["describe", "--env", file, "--json", "Hello"], terminal)).toBe(0)
  vi.unstubAllEnvs()
  expect(JSON.parse(terminal.printed.stdout)).toMatchObject({
    url: `https://gateway.ai.cloudflare.com/v1/${id}/shop/compat/chat/completions`,
    body: { model: "openai/gpt-4.1" },
  })
})

test("dev writes its file in this process too, and stops where it cannot", async () => {
  const folder = await openFolder()
  const terminal = createFakeTerminal("")
  const ended = runProgram(["dev", "--port", "0", "--env", join(folder, ".env")], terminal)
  await terminal.until(/^CF_AIG_BASE_URL=.*\n/m)
  expect(await readFile(join(folder, ".env"), "utf8")).toContain(terminal.printed.stdout)
  process.emit("SIGINT")
  expect(await ended).toBe(0)
  expect(await runProgram(["dev", "--port", "0", "--env", join(folder, "no", "such")], terminal)).toBe(2)
})
