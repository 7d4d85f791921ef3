import { existsSync } from "node:fs"
import { readFile } from "node:fs/promises"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { expect, test } from "vitest"
import { CommandError } from "../../src/cli/command-error.ts"
import { formatDuration } from "../../src/cli/format-duration.ts"
import { runProgram } from "../../src/cli/run-program.ts"
import { toCommandError } from "../../src/cli/to-command-error.ts"
import { toWriteError } from "../../src/cli/to-write-error.ts"
import { createFakeTerminal } from "./create-fake-terminal.ts"
import { hasTerminal, runCommand, runInShell, startInTerminal } from "./start-command.ts"

async function run(...args: string[]) {
  const terminal = createFakeTerminal("")
  const exitCode = await runProgram(args, terminal)
  return { ...terminal.printed, exitCode }
}

test("--version prints the version", async () => {
  expect(await runCommand(["--version"])).toEqual({ stdout: "0.1.0\n", stderr: "", exitCode: 0 })
})

test("--help names every command and every exit code", async () => {
  const { stdout, stderr, exitCode } = await run("--help")
  expect(stdout.match(/^ {2}(\w+) .*$/gm)?.map((line) => line.trim().split(" ")[0])).toEqual(
    expect.arrayContaining(["dev", "chat", "doctor", "logs", "describe", "0", "1", "2", "130"]),
  )
  expect(stderr).toBe("")
  expect(exitCode).toBe(0)
})

test.each(["dev", "chat", "doctor", "logs", "describe"])("%s --help has examples and the exit codes", async (name) => {
  const { stdout, exitCode } = await run(name, "--help")
  expect(stdout).toContain(`Usage: cf-ai-gateway ${name} `)
  expect(stdout).toMatch(new RegExp(`Examples:\\n  \\$ cf-ai-gateway ${name}`))
  expect(stdout).toContain("130  interrupted")
  expect(exitCode).toBe(0)
})

test.each([
  { args: ["chta"], line: "error: unknown command 'chta' (Did you mean chat?)" },
  { args: ["chat", "--modle", "x"], line: "error: unknown option '--modle' (Did you mean --model?)" },
  { args: ["chat", "--token", "secret"], line: "error: unknown option '--token'" },
  { args: ["dev", "now"], line: "error: too many arguments for 'dev'. Expected 0 arguments but got 1: now." },
  { args: ["chat", "--model"], line: "error: option '-m, --model <provider/model>' argument missing" },
])("$args is one clear line and exit code 2", async ({ args, line }) => {
  expect(await run(...args)).toEqual({ stdout: "", stderr: `${line}\n`, exitCode: 2 })
})

test("an unknown flag ends the process with 2", async () => {
  const { stderr, exitCode } = await runCommand(["doctor", "--jsno"])
  expect(stderr).toBe("error: unknown option '--jsno' (Did you mean --json?)\n")
  expect(exitCode).toBe(2)
})

test("no command at all shows the help, on standard error", async () => {
  const { stdout, stderr, exitCode } = await run()
  expect(stdout).toBe("")
  expect(stderr).toContain("Usage: cf-ai-gateway")
  expect(exitCode).toBe(2)
})

test("what nobody foresaw ends with 1, in one line", async () => {
  const terminal = createFakeTerminal("")
  const broken = { ...terminal, stdin: undefined } as never
  expect(await runProgram(["chat"], broken)).toBe(1)
  expect(terminal.printed.stderr).toMatch(/^error: TypeError: [^\n]*\n$/)
})

// `script` of util-linux gives a command a terminal; macOS has another of that name.
test.skipIf(!hasTerminal).each([
  { env: {}, line: "\u001b[31merror:\u001b[39m unknown command 'chta' (Did you mean chat?)\r\n" },
  { env: { NO_COLOR: "1" }, line: "error: unknown command 'chta' (Did you mean chat?)\r\n" },
])("complaints are coloured on a terminal alone, and never with NO_COLOR: $env", async ({ env, line }) => {
  expect((await startInTerminal(["chta"], { env }).ended).stdout).toBe(line)
})

test.skipIf(!hasTerminal)("NO_COLOR wins over FORCE_COLOR, and nothing is said of it", async () => {
  const env = { NO_COLOR: "1", FORCE_COLOR: "1" }
  const line = "error: unknown command 'chta' (Did you mean chat?)"
  expect((await startInTerminal(["chta"], { env }).ended).stdout).toBe(`${line}\r\n`)
  expect(await runCommand(["chta"], { env: { FORCE_COLOR: "1" } })).toEqual({
    stdout: "",
    stderr: `${line}\n`,
    exitCode: 2,
  })
})

test.skipIf(!existsSync("/dev/full")).each(["--version", "describe Hello", "doctor"])(
  "%s on a full disk is one line",
  async (command) => {
    const env = { CF_ACCOUNT_ID: "0".repeat(32), GATEWAY_NAME: "a", CF_AIG_TOKEN: "tk-of-a-test" }
    const noToken = command === "doctor" ? { ...env, CF_AIG_TOKEN: "" } : env
    const { stderr, exitCode } = await runInShell(`"$0" "$@" ${command} > /dev/full`, { env: noToken })
    expect(stderr).toBe("error: standard output cannot be written: ENOSPC\n")
    expect(exitCode).toBe(1)
  },
)

test("an error that is none of writing stays what it is", () => {
  const error = Object.assign(new Error("refused"), { syscall: "connect", code: "ECONNREFUSED" })
  expect(toWriteError(error)).toBe(error)
  expect(toWriteError(null)).toBe(null)
  expect(toWriteError(Object.assign(new Error("full"), { syscall: "write", code: "ENOSPC" }))).toMatchObject({
    message: "standard output cannot be written: ENOSPC",
    exitCode: 1,
  })
})

test("what is no error of the gateway stays what it is", () => {
  const error = new Error("other")
  expect(toCommandError(error)).toBe(error)
  expect(new CommandError("wrong")).toMatchObject({ message: "wrong", exitCode: 2, hint: undefined })
})

test.each([
  [0.4, "0 ms"],
  [999, "999 ms"],
  [1000, "1.0 s"],
  [61_250, "61.3 s"],
])("%d milliseconds read as %s", (milliseconds, text) => {
  expect(formatDuration(milliseconds)).toBe(text)
})

// `--help` and `--version` are to answer at once: what they load is this, and no more.
test("starting up loads the commands' flags alone", async () => {
  const loaded = new Set<string>()
  const visit = async (file: string): Promise<void> => {
    if (loaded.has(file)) return
    loaded.add(file)
    if (!file.startsWith("/")) return
    const text = await readFile(file, "utf8")
    for (const [, specifier = ""] of text.matchAll(/^(?:import|export) (?!type )[^;"=]*?from "([^"]+)"$/gm))
      await visit(specifier.startsWith(".") ? join(dirname(file), specifier) : specifier)
  }
  for (const file of ["main.ts", "run-program.ts", "print-error.ts", "to-write-error.ts"])
    await visit(fileURLToPath(new URL(`../../src/cli/${file}`, import.meta.url)))
  const outside = [...loaded].map((file) => file.split("/src/").at(-1)!).filter((file) => !file.startsWith("cli/"))
  expect(outside.toSorted()).toEqual(["commander", "gateway/redact.ts", "http/user-agent.ts", "schemas/is-record.ts"])
})
