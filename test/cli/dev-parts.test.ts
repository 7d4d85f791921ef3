import { PassThrough } from "node:stream"
import { expect, test } from "vitest"
import { answerLine } from "../../src/cli/answer-line.ts"
import { devToken } from "../../src/cli/dev-token.ts"
import { printable } from "../../src/cli/printable.ts"
import { toEnvironmentLines } from "../../src/cli/to-environment-lines.ts"
import type { LocalAnswerEvent, LocalGatewayOptions } from "../../src/testing/local-gateway-options.ts"

const pipe = new PassThrough() as unknown as NodeJS.WriteStream
const screen = Object.assign(new PassThrough(), { isTTY: true }) as unknown as NodeJS.WriteStream

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
  expect(answerLine(event, screen)).toContain("a[2Jb")
})

test("text for a pipe stays as it is, text for a terminal loses what steers it", () => {
  expect(printable(pipe, "a\u001b[2J\u009b\tb\n")).toBe("a\u001b[2J\u009b\tb\n")
  expect(printable(screen, "a\u001b[2J\u009b\tb\n")).toBe("a[2J\tb\n")
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
