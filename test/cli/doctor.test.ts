import type { ServerResponse } from "node:http"
import { afterEach, expect, onTestFinished, test, vi } from "vitest"
import { runProgram } from "../../src/cli/run-program.ts"
import { chunk, completion, sendJSON, startServer, type SeenRequest } from "../support/server.ts"
import { overriddenAdvice } from "../../src/cli/overridden-advice.ts"
import { toCommandFix } from "../../src/cli/to-command-fix.ts"
import { createFakeTerminal, type FakeTerminal } from "./create-fake-terminal.ts"
import { hasTerminal, runCommand, startInTerminal } from "./start-command.ts"

const token = "test-token-1"
const unauthorized = {
  success: false,
  name: "AiGatewayError",
  error: [{ code: 2009, message: "Unauthorized" }],
}

/** What leads to a gateway of this process, which caches nothing where it is told so. */
async function openGateway({ caches = true } = {}): Promise<Record<string, string>> {
  const seen = new Set<string>()
  const answer = (response: ServerResponse, { headers, body }: SeenRequest) => {
    if (headers["cf-aig-authorization"] !== `Bearer ${token}`)
      return sendJSON(response, unauthorized, 401, { "cf-aig-log-id": "log-1" })
    if (JSON.parse(body).stream)
      return void response
        .writeHead(200, { "content-type": "text/event-stream", "cf-aig-log-id": "log-2" })
        .end(`${chunk("ok")}${chunk("", "length")}data: [DONE]\n\n`)
    const key = String(headers["cf-aig-cache-key"])
    const status = seen.has(key) ? "HIT" : "MISS"
    seen.add(key)
    sendJSON(response, completion("ok"), 200, {
      "cf-aig-log-id": "log-3",
      ...(caches && { "cf-aig-cache-status": status }),
    })
  }
  const server = await startServer(answer)
  onTestFinished(() => server[Symbol.asyncDispose]())
  const { accountId, gateway } = server.options
  return {
    CF_ACCOUNT_ID: accountId,
    GATEWAY_NAME: gateway,
    CF_AIG_TOKEN: token,
    CF_AIG_BASE_URL: `${server.url}/v1/${accountId}/${gateway}`,
  }
}

async function runHere(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  terminal: FakeTerminal = createFakeTerminal("", env),
): Promise<{ exitCode: number; stdout: string; stderr: string }> {
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value)
  const exitCode = await runProgram(["doctor", ...args], terminal)
  return { ...terminal.printed, exitCode }
}

afterEach(() => {
  vi.unstubAllEnvs()
})

test("doctor ticks every check of a healthy set-up and exits with 0", async () => {
  const env = await openGateway()
  const { stdout, stderr, exitCode } = await runCommand(["doctor"], { env })
  const host = new URL(env["CF_AIG_BASE_URL"]!).host

  expect(stdout.split("\n")).toEqual([
    `✔ configuration   http://${host}/v1/0123456789abcdef0123456789abcdef/my-gateway/compat/chat/completions`,
    `✔ host            ${host} answers`,
    "✔ gateway         exists",
    "✔ authentication  on",
    "✔ token           accepted",
    "✔ credential      the key stored for anthropic",
    "✔ model           anthropic/claude-sonnet-4-5 answers",
    "✔ stream          flows to its end",
    "✔ cache           MISS, then HIT",
    "",
  ])
  expect(stderr).toBe("")
  expect(exitCode).toBe(0)
})

test("doctor crosses what fails, says the fix and exits with 1", async () => {
  const env = await openGateway()
  const { stdout, stderr, exitCode } = await runHere([], { ...env, CF_AIG_TOKEN: "another-token" })

  expect(stdout.split("\n").slice(1)).toEqual([
    `✔ host            ${new URL(env["CF_AIG_BASE_URL"]!).host} answers`,
    "✔ gateway         exists",
    "✔ authentication  on",
    "✖ token           Unauthorized (HTTP 401, Cloudflare code 2009)",
    "  → Make a token with AI Gateway Run on this account and set it as CF_AIG_TOKEN: this one is refused",
    "- credential      not checked",
    "- model           not checked",
    "- stream          not checked",
    "- cache           not checked",
    "",
  ])
  expect(stdout).not.toContain("another-token")
  expect(stderr).toBe("")
  expect(exitCode).toBe(1)
})

test("doctor without any variable names all three", async () => {
  const { stdout, exitCode } = await runCommand(["doctor"], { env: {} })
  expect(stdout.split("\n").slice(0, 3)).toEqual([
    "✖ configuration   The call was not sent: `accountId` is missing, and so is CF_ACCOUNT_ID in the environment; `gateway` is missing, and so is GATEWAY_NAME in the environment; `token` is missing, and so is CF_AIG_TOKEN in the environment",
    "  → Set CF_ACCOUNT_ID, GATEWAY_NAME, CF_AIG_TOKEN",
    "- host            not checked",
  ])
  expect(exitCode).toBe(2)
})

test.each<[setUp: string, env: Record<string, string>, args: string[], fix: string]>([
  [
    "a malformed account id in the environment",
    { CF_ACCOUNT_ID: "my-account", GATEWAY_NAME: "my-gateway", CF_AIG_TOKEN: token },
    [],
    "CF_ACCOUNT_ID must be 32 hexadecimal characters, from the dashboard",
  ],
  [
    "a gateway that is a URL",
    { CF_AIG_TOKEN: token },
    ["--gateway", "https://gateway.ai.cloudflare.com/v1"],
    "--gateway must be the gateway's name, 1 to 64 characters without slash or `..`; a URL is given as --base-url",
  ],
  ["a token with a line break", { CF_AIG_TOKEN: `${token}\n` }, [], "CF_AIG_TOKEN has blanks around it: take them off"],
  [
    "a token with a blank in it",
    { CF_AIG_TOKEN: `${token} ${token}` },
    [],
    "CF_AIG_TOKEN must be printable ASCII without blanks",
  ],
  ["a token in quotes", { CF_AIG_TOKEN: `"${token}"` }, [], "CF_AIG_TOKEN has quotes around it: take them off"],
  [
    "an account id in quotes",
    { CF_ACCOUNT_ID: "'0123456789abcdef0123456789abcdef'", CF_AIG_TOKEN: token },
    [],
    "CF_ACCOUNT_ID has quotes around it: take them off",
  ],
  [
    "an account id with a blank at its end",
    { CF_ACCOUNT_ID: "0123456789abcdef0123456789abcdef ", CF_AIG_TOKEN: token },
    [],
    "CF_ACCOUNT_ID has blanks around it: take them off",
  ],
  ["a gateway in quotes", { GATEWAY_NAME: '"shop"' }, [], "GATEWAY_NAME has quotes around it: take them off"],
  [
    "a gateway with a blank before it",
    { GATEWAY_NAME: " shop" },
    [],
    "GATEWAY_NAME has blanks around it: take them off",
  ],
])("%s is the first finding", async (_, env, args, fix) => {
  const { stdout, exitCode } = await runHere([...args, "--json"], env)
  expect(JSON.parse(stdout)).toEqual([
    { name: "configuration", ok: false, fix },
    ...["host", "gateway", "authentication", "token", "credential", "model", "stream", "cache"].map((name) => ({
      name,
      ok: false,
      skipped: true,
    })),
  ])
  expect(stdout).not.toContain(token)
  expect(exitCode).toBe(2)
})

test("doctor --json prints the steps, and the flags say which gateway and model", async () => {
  const { CF_AIG_BASE_URL, CF_AIG_TOKEN } = (await openGateway({ caches: false })) as Record<string, string>
  const args = ["--base-url", CF_AIG_BASE_URL!, "--model", "openai/gpt-5-mini", "--json"]
  const { stdout, stderr, exitCode } = await runCommand(["doctor", ...args], { env: { CF_AIG_TOKEN: CF_AIG_TOKEN! } })

  expect(JSON.parse(stdout).slice(5)).toEqual([
    { name: "credential", ok: true, detail: "the key stored for openai" },
    { name: "model", ok: true, detail: "openai/gpt-5-mini answers" },
    { name: "stream", ok: true, detail: "flows to its end" },
    {
      name: "cache",
      ok: false,
      detail: "no cf-aig-cache-status came back",
      fix: "Enable caching in the gateway's settings; if it is on, let the proxy at CF_AIG_BASE_URL pass cf-aig-* headers both ways",
    },
  ])
  expect(stderr).toBe("")
  expect(exitCode).toBe(1)
})

const account = "0123456789abcdef0123456789abcdef"

test.each<[env: Record<string, string>, args: string[], advice: string | undefined]>([
  [{ GATEWAY_NAME: "shop" }, [], `GATEWAY_NAME=shop is not looked at: unset one`],
  [
    { CF_ACCOUNT_ID: "f".repeat(32), GATEWAY_NAME: "", CLOUDFLARE_GATEWAY_ID: "shop" },
    [],
    `CF_ACCOUNT_ID=${"f".repeat(32)} and CLOUDFLARE_GATEWAY_ID=shop are not looked at: unset one`,
  ],
  [{ CF_ACCOUNT_ID: account.toUpperCase(), GATEWAY_NAME: "" }, [], undefined],
  [{ GATEWAY_NAME: "shop" }, ["--gateway", "my-gateway"], undefined],
])("variables that CF_AIG_BASE_URL outdoes are told as advice: %j %j", async (env, args, advice) => {
  const { stdout, exitCode } = await runHere([...args, "--json"], { ...(await openGateway()), ...env })
  const { ok, fix } = JSON.parse(stdout)[0]
  expect(ok).toBe(true)
  expect(fix).toBe(advice && `CF_AIG_BASE_URL leads to gateway "my-gateway" of account ${account}; ${advice}`)
  expect(exitCode).toBe(0)
})

test("an address given as a flag has nothing to outdo", () => {
  const env = { CF_AIG_BASE_URL: `http://127.0.0.1:1/v1/${account}/local`, GATEWAY_NAME: "shop" }
  expect(overriddenAdvice(env, { baseUrl: "http://127.0.0.1:2" })).toBeUndefined()
  expect(overriddenAdvice({ ...env, CF_AIG_BASE_URL: "http://127.0.0.1:1" }, {})).toBeUndefined()
  expect(overriddenAdvice({ ...env, GATEWAY_NAME: "local" }, {})).toBeUndefined()
  expect(overriddenAdvice({ GATEWAY_NAME: "shop" }, {})).toBeUndefined()
})

test.each([
  ["Set CF_AIG_TOKEN, or give `token`", "Set CF_AIG_TOKEN"],
  [
    "Set CF_AIG_TOKEN (`token`) to a Cloudflare token with AI Gateway Run: none was sent",
    "Set CF_AIG_TOKEN to a Cloudflare token with AI Gateway Run: none was sent",
  ],
  [
    "Store a key for anthropic as default on the gateway, or give `providerKey`",
    "Store a key for anthropic as default on the gateway",
  ],
  [
    "Store a key for anthropic as default on the gateway, give `providerKey`, or take `noWholesale` off",
    "Store a key for anthropic as default on the gateway",
  ],
  [
    "Switch authentication on: stored keys and Unified Billing need it. Or give `providerKey`",
    "Switch authentication on: stored keys and Unified Billing need it",
  ],
  [
    'Give `providerKey: { "workers-ai": token }` with a token that has Workers AI Read',
    "Give CF_AIG_TOKEN Workers AI Read as well, or store a key for workers-ai on the gateway",
  ],
  ["`model` names no provider: write openai/gpt-5-mini", "--model names no provider: write openai/gpt-5-mini"],
  ['`body` holds it; `validate: { response: "warn" }` lets it pass', "Check --model, and CF_AIG_BASE_URL"],
  ["`gateway.dlp` tells what was found", "`chat --json` shows what was found, as gateway.dlp"],
  [
    "Check the network, and that 127.0.0.1:9 is right: it is `baseURL` (CF_AIG_BASE_URL)",
    "Check the network, and that 127.0.0.1:9 is right: it is CF_AIG_BASE_URL",
  ],
  ["Guardrails block the prompt", undefined],
  ["The message says what is not taken", undefined],
])("the fix %j is one that the command line can follow: %j", (fix, told) => {
  expect(toCommandFix(fix)).toBe(told)
})

test("a check that fails without anything to be done has no fix", async () => {
  const server = await startServer((response) =>
    sendJSON(response, { name: "AiGatewayError", error: [{ code: 2016, message: "Blocked" }] }, 400, {
      "cf-aig-log-id": "log-1",
    }),
  )
  onTestFinished(() => server[Symbol.asyncDispose]())
  const { stdout } = await runHere(["--json"], { CF_AIG_BASE_URL: server.url, CF_AIG_TOKEN: token })
  expect(JSON.parse(stdout)[6]).toEqual({
    name: "model",
    ok: false,
    detail: "Blocked (HTTP 400, Cloudflare code 2016)",
  })
})

test("CF_AIG_MODEL says which model", async () => {
  const { stdout } = await runHere([], { ...(await openGateway()), CF_AIG_MODEL: "openai/gpt-4o-mini" })
  expect(stdout).toContain("✔ model           openai/gpt-4o-mini answers\n")
})

test("advice stands under a tick", async () => {
  const server = await startServer((response, { body }) => {
    if (JSON.parse(body).stream) sendJSON(response, completion("ok"), 200, { "cf-aig-log-id": "log-1" })
    else sendJSON(response, completion("ok"), 200, { "cf-aig-log-id": "log-1", "cf-aig-cache-status": "HIT" })
  })
  onTestFinished(() => server[Symbol.asyncDispose]())
  const { stdout, exitCode } = await runHere([], { CF_AIG_BASE_URL: server.url, CF_AIG_TOKEN: token })
  expect(stdout.split("\n").slice(3, 6)).toEqual([
    "✔ authentication  off: whoever knows the URL can call, and spend",
    "  → Switch authentication on in the gateway's settings",
    "✔ token           not looked at: authentication is off",
  ])
  expect(exitCode).toBe(0)
})

test("wrong usage exits with 2 and one line", async () => {
  const { stdout, stderr, exitCode } = await runHere(["--modle", "openai/gpt-5-mini"], {})
  expect(stdout).toBe("")
  expect(stderr).toBe("error: unknown option '--modle' (Did you mean --model?)\n")
  expect(exitCode).toBe(2)
})

test("doctor --help shows examples and what it costs", async () => {
  const { stdout, exitCode } = await runHere(["--help"], {})
  expect(stdout).toContain("$ cf-ai-gateway doctor --model openai/gpt-5-mini\n")
  expect(stdout).toContain("two are paid, about 20 tokens each")
  expect(exitCode).toBe(0)
})

test("a failure that is no finding is not swallowed", async () => {
  const env = Object.defineProperty({}, "CF_AIG_MODEL", {
    get() {
      throw new Error("no access to the environment")
    },
  })
  const { stdout, stderr, exitCode } = await runHere([], {}, createFakeTerminal("", env))
  expect({ stdout, stderr, exitCode }).toEqual({
    stdout: "",
    stderr: "error: Error: no access to the environment\n",
    exitCode: 1,
  })
})

test("to a person it says that it is at work", async () => {
  const terminal = createFakeTerminal()
  Object.assign(terminal.stderr, { isTTY: true })
  const { stderr } = await runHere([], await openGateway(), terminal)
  expect(stderr).toContain("Sending a few short requests…")
})

test.skipIf(!hasTerminal)("in a terminal the marks are coloured, and it says that it is at work", async () => {
  const { stdout } = await startInTerminal(["doctor"], { env: await openGateway() }).ended
  expect(stdout).toContain("\u001b[2mSending a few short requests…")
  expect(stdout).toContain("\u001b[32m✔\u001b[39m cache           MISS, then HIT")
})
