import { closeSync, openSync } from "node:fs"
import { expect, onTestFinished, test } from "vitest"
import { answerLine } from "../../src/cli/answer-line.ts"
import { devToken } from "../../src/cli/dev-token.ts"
import { guardObserver } from "../../src/cli/guard-observer.ts"
import { isUnreadInput } from "../../src/cli/is-unread-input.ts"
import { printable } from "../../src/cli/printable.ts"
import { toEnvironmentLines } from "../../src/cli/to-environment-lines.ts"
import { createFakeTerminal } from "./create-fake-terminal.ts"
import type { LocalAnswerEvent, LocalGatewayOptions } from "../../src/testing/local-gateway-options.ts"

const token = "tk-of-the-environment"
const pipe = createFakeTerminal("", { CF_AIG_TOKEN: token, SHORT_TOKEN: "tk", GROQ_API_KEY: "", OTHER: "a word" })

test.each<[string, LocalAnswerEvent, string]>([
  [
    "an answer",
    {
      method: "POST",
      path: "/v1/a/b/compat/chat/completions",
      model: "openai/gpt-5-mini",
      status: 200,
      cacheStatus: "MISS",
      tokensIn: 12,
      tokensOut: 34,
      durationMs: 8.4,
    },
    "200  openai/gpt-5-mini                     MISS  12 in, 34 out     8 ms",
  ],
  [
    "a request without a model",
    { method: "GET", path: "/client/v4/accounts/a/ai-gateway/gateways", status: 404, durationMs: 1200 },
    "404  GET /client/v4/accounts/a/ai-gateway/gateways  -     -                 1.2 s",
  ],
  [
    "tokens of a prompt alone",
    { method: "POST", path: "/", model: "openai/a", status: 500, tokensIn: 3, durationMs: 0 },
    "500  openai/a                              -     3 in, 0 out       0 ms",
  ],
])("%s is one line", (_, event, line) => {
  expect(answerLine(event, pipe)).toBe(line)
})

test("a model's name cannot steer the terminal", () => {
  const event = { method: "POST", path: "/", model: "a\u001b[2J\rb", status: 200, durationMs: 1 }
  expect(answerLine(event, pipe)).toContain("a[2Jb")
})

test.each([
  ["what steers a terminal", "a\u001b[2J\u009b\tb\n", "a[2J\tb\n"],
  ["what turns the order of words", "a\u202eb\u2066c\u2069d", "abcd"],
  ["a token of the environment", `Bearer ${token}!`, "Bearer [redacted]!"],
  ["a token that is broken up", `tk-of-\u001bthe-environment`, "[redacted]"],
  ["nothing else", "tk, a word", "tk, a word"],
])("text of others loses %s", (_, text, shown) => {
  expect(printable(pipe, text)).toBe(shown)
})

test("variables are lines that shells and .env files read alike", () => {
  expect(
    toEnvironmentLines({
      CF_ACCOUNT_ID: "0123456789abcdef0123456789abcdef",
      GATEWAY_NAME: "my gateway #1",
      CF_AIG_TOKEN: null,
      CF_AIG_BASE_URL: "http://127.0.0.1:8787/v1/a/my%20gateway",
      CLOUDFLARE_API_TOKEN: undefined,
    }),
  ).toEqual([
    "CF_ACCOUNT_ID=0123456789abcdef0123456789abcdef",
    "GATEWAY_NAME='my gateway #1'",
    "CF_AIG_TOKEN=",
    "CF_AIG_BASE_URL=http://127.0.0.1:8787/v1/a/my%20gateway",
  ])
})

test.each<[string, LocalGatewayOptions, string | null]>([
  ["the one of the configuration", { token: "tk" }, "tk"],
  ["none where none is wanted", { token: null }, null],
  ["the first that the gateway takes", { gateways: { a: { tokens: ["t1", "t2"] } } }, "t1"],
  ["of the gateway that is named", { gateway: "b", gateways: { a: { tokens: ["t1"] }, b: { tokens: ["t2"] } } }, "t2"],
  ["none for a gateway without authentication", { gateways: { a: { authentication: false } } }, null],
  [
    "of a gateway under its account",
    { accountId: "0".repeat(32), accounts: { ["0".repeat(32)]: { gateways: { a: { tokens: ["t1"] } } } } },
    "t1",
  ],
])("the token of dev is %s", (_, options, token) => {
  expect(devToken(options)).toBe(token)
})

test("the token of dev is another at each start", () => {
  const tokens = [devToken({}), devToken({ gateways: { a: {} } })]
  expect(tokens).toEqual([
    expect.stringMatching(/^cf-aig-local-[0-9a-f]{32}$/),
    expect.stringMatching(/^cf-aig-local-[0-9a-f]{32}$/),
  ])
  expect(tokens[0]).not.toBe(tokens[1])
})

test.each([
  [() => Promise.reject(new Error("no disk")), "Error: no disk"],
  [
    () => {
      throw "no\u001b[2J disk\nat all"
    },
    "no[2J disk",
  ],
])("an observer that fails is told once: %s", async (observe, reason) => {
  const terminal = createFakeTerminal("")
  const tell = guardObserver(observe as () => void, terminal)
  for (const _ of [1, 2]) tell({ method: "GET", path: "/", status: 200, durationMs: 1 })
  await terminal.until(/\n/, "stderr")
  expect(terminal.printed.stderr).toBe(`error: onAnswer of the configuration failed: ${reason}\n`)
})

test("an observer that is none is none", () => {
  expect(guardObserver(undefined, pipe)({ method: "GET", path: "/", status: 200, durationMs: 1 })).toBeUndefined()
})

test.each<[what: string, words: string[], open: () => number | undefined, isUnread: boolean]>([
  ["a file with text", ["Hello"], () => openSync("package.json", "r"), true],
  ["a file with text that is read", ["Hello", "-"], () => openSync("package.json", "r"), false],
  ["a file that is the prompt", [], () => openSync("package.json", "r"), false],
  ["no device", ["Hello"], () => openSync("/dev/null", "r"), false],
  ["nothing open", ["Hello"], () => 1_000_000, false],
  ["a stream without a file", ["Hello"], () => undefined, false],
])("%s beside a prompt", (_, words, open, isUnread) => {
  const fd = open()
  onTestFinished(() => void (fd && fd < 1_000_000 && closeSync(fd)))
  expect(isUnreadInput(words, { ...pipe, stdin: { fd } as never })).toBe(isUnread)
})
