import type { ServerResponse } from "node:http"
import { afterEach, expect, onTestFinished, test, vi } from "vitest"
import { logsCommand } from "../../src/cli/logs-command.ts"
import { runProgram } from "../../src/cli/run-program.ts"
import { rejection, sendJSON, startServer, type SeenRequest, type TestServer } from "../support/server.ts"
import { createFakeTerminal } from "./create-fake-terminal.ts"
import { hasTerminal, runCommand, startInTerminal, type CommandEnd } from "./start-command.ts"

const account = "0123456789abcdef0123456789abcdef"
const apiToken = "test-api-token-1"
const prefix = `/client/v4/accounts/${account}/ai-gateway/gateways/my-gateway`

// As the service writes them (reference A10).
const answered = {
  id: "0199c1de-7a53-7f3e-9c1b-2f6d8a4e5b60",
  created_at: "2026-10-09T12:34:56.789Z",
  provider: "anthropic",
  model: "anthropic/claude-haiku-4.5",
  path: "chat/completions",
  duration: 812,
  success: true,
  cached: false,
  status_code: 200,
  tokens_in: 12,
  tokens_out: 345,
  cost: 0.0017374,
  metadata: { team: "a" },
}
const failed = {
  id: "01JADMCQQQBWH3NXZ5GCRN98DP",
  created_at: "2026-10-09 12:00:00",
  provider: "workers-ai",
  model: "@cf/meta/llama-3.3-70b-instruct-fp8-fast",
  duration: 5,
  success: false,
  cached: false,
}
const hit = { ...answered, id: "01K", model: "gpt-5-mini", provider: "openai", cached: true, cost: 0, duration: 3 }

const envelope = (result: unknown) => ({ success: true, result, errors: [], messages: [] })
const refusal = (code: number, message: string) => ({
  result: null,
  success: false,
  errors: [{ code, message }],
  messages: [],
})

type Answer = (response: ServerResponse, request: SeenRequest, index: number) => void

async function open(answer: Answer): Promise<{ server: TestServer; env: Record<string, string> }> {
  const server = await startServer(answer)
  onTestFinished(() => server[Symbol.asyncDispose]())
  return {
    server,
    env: {
      CF_ACCOUNT_ID: account,
      GATEWAY_NAME: "my-gateway",
      CLOUDFLARE_API_TOKEN: apiToken,
      CLOUDFLARE_BASE_URL: `${server.url}/client/v4`,
    },
  }
}

async function runHere(args: readonly string[], env: Readonly<Record<string, string>>) {
  const terminal = createFakeTerminal("", env)
  const exitCode = await runProgram(["logs", ...args], terminal)
  const { stdout, stderr } = terminal.printed
  expect(stdout + stderr).not.toContain(apiToken)
  return { exitCode, stdout, stderr }
}

const pathOf = ({ path }: SeenRequest) => new URL(path, "http://host").pathname
const queryOf = ({ path }: SeenRequest) => Object.fromEntries(new URL(path, "http://host").searchParams)

afterEach(() => {
  vi.unstubAllGlobals()
})

test.each<[where: string, run: (args: string[], env: Record<string, string>) => Promise<CommandEnd>]>([
  ["in this process", runHere],
  // Far from Greenwich: times are UTC all the same.
  ["as a process", (args, env) => runCommand(["logs", ...args], { env: { ...env, TZ: "Asia/Tokyo" } })],
])("logs list prints a table of the newest logs, %s", async (_, run) => {
  const { server, env } = await open((response) => sendJSON(response, envelope([answered, failed, hit])))
  const { stdout, stderr, exitCode } = await run(["list"], env)

  expect(stdout.split("\n")).toEqual([
    "time (UTC)           log id                                model                                                status  cache  tokens       cost   ms",
    "2026-10-09 12:34:56  0199c1de-7a53-7f3e-9c1b-2f6d8a4e5b60  anthropic/claude-haiku-4.5                           200     -      12/345  $0.001737  812",
    "2026-10-09 12:00:00  01JADMCQQQBWH3NXZ5GCRN98DP            workers-ai/@cf/meta/llama-3.3-70b-instruct-fp8-fast  failed  -         -/-          -    5",
    "2026-10-09 12:34:56  01K                                   openai/gpt-5-mini                                    200     HIT    12/345  $0.000000    3",
    "",
  ])
  expect(stderr).toBe("")
  expect(exitCode).toBe(0)
  const [request] = server.requests
  expect(request?.method).toBe("GET")
  expect(pathOf(request!)).toBe(`${prefix}/logs`)
  expect(queryOf(request!)).toEqual({ page: "1", per_page: "20", order_by: "created_at", order_by_direction: "desc" })
  expect(request?.headers.authorization).toBe("Bearer test-api-token-1")
})

test("logs list --json prints the logs as they came", async () => {
  const { env } = await open((response) => sendJSON(response, envelope([answered])))
  const { stdout, exitCode } = await runHere(["list", "--json"], env)
  expect(JSON.parse(stdout)).toEqual([answered])
  expect(exitCode).toBe(0)
})

test("logs list asks for what its flags say", async () => {
  const { server, env } = await open((response) => sendJSON(response, envelope([])))
  const flags = "--model anthropic/claude-haiku-4.5 --provider anthropic --failed --cached --event-id evt-1 --search hi"
  const { stdout, stderr, exitCode } = await runHere(["list", ...flags.split(" ")], env)

  const { filters, search } = queryOf(server.requests[0]!)
  expect(JSON.parse(filters!)).toEqual([
    { key: "model", operator: "eq", value: ["anthropic/claude-haiku-4.5"] },
    { key: "provider", operator: "eq", value: ["anthropic"] },
    { key: "success", operator: "eq", value: [false] },
    { key: "cached", operator: "eq", value: [true] },
    { key: "event_id", operator: "eq", value: ["evt-1"] },
  ])
  expect(search).toBe("hi")
  expect({ stdout, stderr, exitCode }).toEqual({ stdout: "", stderr: "No logs.\n", exitCode: 0 })
})

test("more logs than a page holds are read page by page", async () => {
  const { server, env } = await open((response, request) => {
    const { page } = queryOf(request)
    const count = page === "3" ? 30 : 50
    sendJSON(response, envelope(Array.from({ length: count }, (_, index) => ({ ...hit, id: `${page}-${index}` }))))
  })
  const { stdout } = await runHere(["list", "--limit", "150", "--json"], env)
  const ids: string[] = JSON.parse(stdout).map(({ id }: { id: string }) => id)
  expect(ids).toHaveLength(130)
  expect(ids.at(-1)).toBe("3-29")
  expect(server.requests.map((request) => queryOf(request)["per_page"])).toEqual(["50", "50", "50"])

  const fewer = await runHere(["list", "--limit", "60", "--json"], env)
  expect(JSON.parse(fewer.stdout)).toHaveLength(60)
})

test("logs show prints a log, without the beginnings of its bodies", async () => {
  const log = { ...answered, request_head: "a prompt", request_head_complete: true, step: null }
  const { server, env } = await open((response) => sendJSON(response, envelope(log)))
  const { stdout, stderr, exitCode } = await runHere(["show", answered.id], env)

  expect(stdout.split("\n")).toEqual([
    "id           0199c1de-7a53-7f3e-9c1b-2f6d8a4e5b60",
    "created_at   2026-10-09T12:34:56.789Z",
    "provider     anthropic",
    "model        anthropic/claude-haiku-4.5",
    "path         chat/completions",
    "duration     812",
    "success      true",
    "cached       false",
    "status_code  200",
    "tokens_in    12",
    "tokens_out   345",
    "cost         0.0017374",
    'metadata     {"team":"a"}',
    "step         -",
    "",
  ])
  expect({ stderr, exitCode }).toEqual({ stderr: "", exitCode: 0 })
  expect(server.requests.map(pathOf)).toEqual([`${prefix}/logs/${answered.id}`])
})

const withBodies: Answer = (response, { path }) => {
  if (path.endsWith("/request")) sendJSON(response, { model: "claude-haiku-4-5", messages: [] })
  // The logged answer to a refused request looks like a refusal itself.
  else if (path.endsWith("/response")) sendJSON(response, refusal(2003, "Rate limited"))
  else sendJSON(response, envelope({ id: "log-1" }))
}

test("logs show --request --response prints the bodies under it", async () => {
  const { env } = await open(withBodies)
  const { stdout } = await runHere(["show", "log-1", "--request", "--response"], env)
  expect(stdout).toBe(`id  log-1

request
{
  "model": "claude-haiku-4-5",
  "messages": []
}

response
{
  "result": null,
  "success": false,
  "errors": [
    {
      "code": 2003,
      "message": "Rate limited"
    }
  ],
  "messages": []
}
`)
})

test("logs show --json joins the bodies to the log, text as text", async () => {
  const { env } = await open((response, { path }) => {
    if (path.endsWith("/response")) response.writeHead(200).end("data: [DONE]\n\n")
    else sendJSON(response, envelope({ id: "log-1" }))
  })
  const { stdout } = await runHere(["show", "log-1", "--response", "--json"], env)
  expect(JSON.parse(stdout)).toEqual({ id: "log-1", response: "data: [DONE]\n\n" })
  const plain = await runHere(["show", "log-1", "--response"], env)
  expect(plain.stdout).toBe("id  log-1\n\nresponse\ndata: [DONE]\n\n\n")
})

const missing = refusal(7002, "Log not found")

test("a fresh log is asked for again until it is there, and the command says so", async () => {
  const { server, env } = await open((response, _, index) =>
    index < 2 ? sendJSON(response, missing, 404) : sendJSON(response, envelope({ id: "log-1" })),
  )
  const terminal = createFakeTerminal("", env)
  const waited: number[] = []
  await logsCommand(terminal, async (milliseconds) => waited.push(milliseconds)).parseAsync(["show", "log-1"], {
    from: "user",
  })
  expect(terminal.printed).toEqual({ stdout: "id  log-1\n", stderr: "Not logged yet, asking again…\n" })
  expect(waited).toEqual([250, 500])
  expect(server.requests).toHaveLength(3)
})

test("a log that never comes is given up after two seconds", async () => {
  const { env } = await open((response) => sendJSON(response, missing, 404))
  const terminal = createFakeTerminal("", env)
  const waited: number[] = []
  const command = logsCommand(terminal, async (milliseconds) => waited.push(milliseconds))
  const error = await rejection(command.parseAsync(["show", "log-1"], { from: "user" }))

  expect(error.message).toBe("Log not found (HTTP 404, Cloudflare code 7002)")
  expect(error.hint).toBe("Check the id, and that the gateway collects logs")
  expect(error.exitCode).toBe(1)
  expect(waited).toEqual([250, 500, 500, 750])
})

test("a log that is late is waited for by the clock", async () => {
  const { env } = await open((response, _, index) =>
    index < 1 ? sendJSON(response, missing, 404) : sendJSON(response, envelope({ id: "log-1" })),
  )
  const pauses: unknown[] = []
  vi.stubGlobal(
    "setTimeout",
    new Proxy(setTimeout, {
      apply(target, self, [callback, milliseconds]: [() => void, number]) {
        if (milliseconds !== 250) return Reflect.apply(target, self, [callback, milliseconds])
        pauses.push(milliseconds)
        return Reflect.apply(target, self, [callback, 0])
      },
    }),
  )
  const { stdout } = await runHere(["show", "log-1"], env)
  expect(stdout).toBe("id  log-1\n")
  expect(pauses).toEqual([250])
})

test.each<[flags: string, body: object]>([
  ["--thumbs up", { feedback: 1 }],
  ["--thumbs down", { feedback: -1 }],
  ["--score 80", { score: 80 }],
  ["--score 0 --metadata reviewer=ada --metadata round=2", { score: 0, metadata: { reviewer: "ada", round: 2 } }],
])("logs feedback %s is sent", async (flags, body) => {
  const { server, env } = await open((response) => sendJSON(response, envelope({})))
  const { stdout, stderr, exitCode } = await runHere(["feedback", "log-1", ...flags.split(" ")], env)

  const [request] = server.requests
  expect(request?.method).toBe("PATCH")
  expect(request?.path).toBe(`${prefix}/logs/log-1`)
  expect(request?.headers["content-type"]).toBe("application/json")
  expect(JSON.parse(request!.body)).toEqual(body)
  expect({ stdout, stderr, exitCode }).toEqual({ stdout: "", stderr: "Saved.\n", exitCode: 0 })
})

test("logs feedback --json prints what was saved", async () => {
  const { env } = await open((response) => sendJSON(response, envelope(null)))
  const { stdout, stderr } = await runHere(["feedback", "log-1", "--thumbs", "up", "--json"], env)
  expect(JSON.parse(stdout)).toEqual({ id: "log-1", feedback: 1 })
  expect(stderr).toBe("")
})

test.each<[name: string, status: number, body: unknown, args: string[], stderr: string]>([
  [
    "a refused token",
    401,
    refusal(10000, "Authentication error"),
    ["list"],
    "error: Authentication error (HTTP 401, Cloudflare code 10000)\nfix: CLOUDFLARE_API_TOKEN needs AI Gateway Read on this account\n",
  ],
  [
    "a token that may not write",
    403,
    refusal(10000, `Forbidden for ${apiToken}`),
    ["feedback", "log-1", "--thumbs", "up"],
    "error: Forbidden for [redacted] (HTTP 403, Cloudflare code 10000)\nfix: CLOUDFLARE_API_TOKEN needs AI Gateway Edit on this account\n",
  ],
  [
    "a refusal under 200",
    200,
    refusal(2001, "Please configure AI Gateway in the Cloudflare dashboard"),
    ["list"],
    "error: Please configure AI Gateway in the Cloudflare dashboard (HTTP 200, Cloudflare code 2001)\nfix: Check the gateway's name: --gateway, GATEWAY_NAME, or the end of CF_AIG_BASE_URL\n",
  ],
  [
    "a list of a gateway that is not there",
    404,
    refusal(7002, "Gateway not found"),
    ["list"],
    "error: Gateway not found (HTTP 404, Cloudflare code 7002)\nfix: Check the gateway's name: --gateway, GATEWAY_NAME, or the end of CF_AIG_BASE_URL\n",
  ],
  [
    "a list that is not there",
    404,
    refusal(7002, "Not found"),
    ["list"],
    "error: Not found (HTTP 404, Cloudflare code 7002)\nfix: Check the gateway's name: --gateway, GATEWAY_NAME, or the end of CF_AIG_BASE_URL\n",
  ],
  [
    "a log of a gateway that is not there, asked for once",
    404,
    refusal(7002, "Gateway not found"),
    ["show", "log-1"],
    "error: Gateway not found (HTTP 404, Cloudflare code 7002)\nfix: Check the gateway's name: --gateway, GATEWAY_NAME, or the end of CF_AIG_BASE_URL\n",
  ],
  [
    "a path that leads nowhere",
    404,
    refusal(7003, "Could not route to /accounts/x, perhaps your object identifier is invalid?"),
    ["show", "log-1"],
    "error: Could not route to /accounts/x, perhaps your object identifier is invalid? (HTTP 404, Cloudflare code 7003)\nfix: Check the account (CF_ACCOUNT_ID) and the gateway (GATEWAY_NAME)\n",
  ],
  [
    "a filter that is not taken",
    400,
    refusal(7001, "Invalid enum value"),
    ["list"],
    "error: Invalid enum value (HTTP 400, Cloudflare code 7001)\n",
  ],
  [
    "a limit",
    429,
    refusal(971, "Please wait"),
    ["list"],
    "error: Please wait (HTTP 429, Cloudflare code 971)\nfix: Try again in a while\n",
  ],
  [
    "a redirect",
    307,
    "",
    ["list"],
    "error: Cloudflare's API says nothing more (HTTP 307)\nfix: Give the final address as --api-base-url: the token follows no redirect\n",
  ],
  [
    "another service",
    200,
    { hello: "world" },
    ["list"],
    "error: The answer is none of Cloudflare's API\nfix: Check --api-base-url (CLOUDFLARE_BASE_URL)\n",
  ],
  ["a log that is none", 200, envelope(null), ["show", "log-1"], "error: The answer holds no log\n"],
])("%s is told in a line, with the fix", async (_, status, body, args, told) => {
  const { env } = await open((response) =>
    typeof body === "string" ? void response.writeHead(status).end(body) : sendJSON(response, body, status),
  )
  const { stdout, stderr, exitCode } = await runHere(args, env)
  expect({ stdout, stderr, exitCode }).toEqual({ stdout: "", stderr: told, exitCode: 1 })
})

test("the token follows no redirect", async () => {
  const { server: elsewhere } = await open((response) => sendJSON(response, envelope([])))
  const { env } = await open((response) => void response.writeHead(307, { location: `${elsewhere.url}/logs` }).end())
  const { stderr } = await runHere(["list"], env)
  expect(stderr).toContain("the token follows no redirect")
  expect(elsewhere.requests).toEqual([])
})

test("a list that is none is empty", async () => {
  const { env } = await open((response) => sendJSON(response, envelope(null)))
  expect(await runHere(["list"], env)).toEqual({ stdout: "", stderr: "No logs.\n", exitCode: 0 })
})

test("an API that cannot be reached is told, with where it is set", async () => {
  const { server, env } = await open(() => {})
  await server[Symbol.asyncDispose]()
  const { stderr, exitCode } = await runHere(["list"], env)
  expect(stderr).toBe(
    `error: ${new URL(server.url).host} could not be reached ECONNREFUSED\nfix: Check the network and --api-base-url (CLOUDFLARE_BASE_URL)\n`,
  )
  expect(exitCode).toBe(1)
})

test("an answer that breaks off is told the same way", async () => {
  const { server, env } = await open((response) => {
    response.writeHead(200, { "content-length": "100" })
    response.write("{", () => response.destroy())
  })
  const { stderr } = await runHere(["list"], env)
  expect(stderr).toMatch(`error: ${new URL(server.url).host} could not be reached`)
})

test("an API that does not answer is given up after a minute", async () => {
  const { server, env } = await open(() => {})
  vi.stubGlobal("fetch", async () => {
    throw new DOMException("timed out", "TimeoutError")
  })
  const { stderr } = await runHere(["list"], env)
  expect(stderr).toMatch(`error: ${new URL(server.url).host} could not be reached within 60 s\n`)
})

test.each<[name: string, env: Record<string, string>, args: string[], told: string]>([
  ["no account", { CF_ACCOUNT_ID: "" }, ["list"], "Which account? Set CF_ACCOUNT_ID, or give --account"],
  ["no gateway", { GATEWAY_NAME: "" }, ["list"], "Which gateway? Set GATEWAY_NAME, or give --gateway"],
  [
    "no token",
    { CLOUDFLARE_API_TOKEN: "" },
    ["list"],
    "CLOUDFLARE_API_TOKEN is not set\nfix: Set it to a token with AI Gateway Read, and AI Gateway Edit for feedback; CF_AIG_TOKEN is for calls alone",
  ],
  [
    "a token with its scheme",
    { CLOUDFLARE_API_TOKEN: "Bearer abc" },
    ["list"],
    "CLOUDFLARE_API_TOKEN must come without the word Bearer",
  ],
  [
    "a malformed account",
    { CF_ACCOUNT_ID: "mine" },
    ["list"],
    "CF_ACCOUNT_ID must be 32 hexadecimal characters, from the dashboard",
  ],
  [
    "a malformed account in a flag",
    {},
    ["list", "--account", "mine"],
    "--account must be 32 hexadecimal characters, from the dashboard",
  ],
  [
    "a malformed gateway",
    { GATEWAY_NAME: "a/b" },
    ["list"],
    "GATEWAY_NAME must be the gateway's name, 1 to 64 characters without slash or `..`; a URL is given as `baseURL`",
  ],
  [
    "a malformed gateway in a flag",
    {},
    ["list", "--gateway", "a/b"],
    "--gateway must be the gateway's name, 1 to 64 characters without slash or `..`; a URL is given as `baseURL`",
  ],
  [
    "an address without TLS",
    {},
    ["list", "--api-base-url", "http://example.com/client/v4"],
    "--api-base-url must be https://…/client/v4, or http:// on this machine alone",
  ],
  [
    "an address that is none",
    { CLOUDFLARE_BASE_URL: "example" },
    ["list"],
    "CLOUDFLARE_BASE_URL must be https://…/client/v4, or http:// on this machine alone",
  ],
  [
    "a limit beyond reason",
    {},
    ["list", "--limit", "5000"],
    "option '--limit <n>' argument '5000' is invalid. It must be 1 to 1000.",
  ],
  [
    "a score that is no number",
    {},
    ["feedback", "log-1", "--score", "good"],
    "option '--score <n>' argument 'good' is invalid. It must be a number.",
  ],
  [
    "a thumb that points sideways",
    {},
    ["feedback", "log-1", "--thumbs", "left"],
    "option '--thumbs <direction>' argument 'left' is invalid. Allowed choices are up, down.",
  ],
  [
    "an id that leads elsewhere",
    {},
    ["show", ".."],
    "command-argument value '..' is invalid for argument 'id'. It must be a log's id, as the header cf-aig-log-id gives it.",
  ],
  [
    "an id of more than one part",
    {},
    ["feedback", "a/b", "--score", "1"],
    "command-argument value 'a/b' is invalid for argument 'id'. It must be a log's id, as the header cf-aig-log-id gives it.",
  ],
  ["no feedback", {}, ["feedback", "log-1"], "Give --thumbs, --score or --metadata"],
])("%s is wrong usage, and nothing is sent", async (_, env, args, told) => {
  const { server, env: good } = await open((response) => sendJSON(response, envelope([])))
  const { stdout, stderr, exitCode } = await runHere(args, { ...good, ...env })
  expect({ stdout, stderr, exitCode }).toEqual({ stdout: "", stderr: `error: ${told}\n`, exitCode: 2 })
  expect(server.requests).toEqual([])
})

test.each<[where: string, env: Record<string, string>, args: string[], url: string]>([
  [
    "Cloudflare's address",
    { CF_ACCOUNT_ID: account, GATEWAY_NAME: "my gateway" },
    [],
    `https://api.cloudflare.com/client/v4/accounts/${account}/ai-gateway/gateways/my%20gateway/logs`,
  ],
  [
    "the other names of the variables",
    { CLOUDFLARE_ACCOUNT_ID: account, CLOUDFLARE_GATEWAY_ID: "other" },
    [],
    `https://api.cloudflare.com/client/v4/accounts/${account}/ai-gateway/gateways/other/logs`,
  ],
  [
    "a local gateway",
    { CF_AIG_BASE_URL: `http://127.0.0.1:8787/v1/${account}/local`, GATEWAY_NAME: "elsewhere" },
    [],
    `http://127.0.0.1:8787/client/v4/accounts/${account}/ai-gateway/gateways/local/logs`,
  ],
  [
    "a custom domain, which has no management",
    { CF_AIG_BASE_URL: "https://ai.example.com", CF_ACCOUNT_ID: account, GATEWAY_NAME: "my-gateway" },
    [],
    `https://api.cloudflare.com/client/v4/accounts/${account}/ai-gateway/gateways/my-gateway/logs`,
  ],
  [
    "the flags",
    { CF_AIG_BASE_URL: `http://127.0.0.1:8787/v1/${account}/local`, CLOUDFLARE_BASE_URL: "https://a.example" },
    [
      "--account",
      "ffffffffffffffffffffffffffffffff",
      "--gateway",
      "staging",
      "--api-base-url",
      "https://api.example.com/client/v4/",
    ],
    "https://api.example.com/client/v4/accounts/ffffffffffffffffffffffffffffffff/ai-gateway/gateways/staging/logs",
  ],
])("logs go to %s", async (_, env, args, url) => {
  const asked: string[] = []
  vi.stubGlobal("fetch", async (url: string) => {
    asked.push(url.split("?")[0]!)
    return Response.json(envelope([]))
  })
  await runHere(["list", ...args], { CLOUDFLARE_API_TOKEN: apiToken, ...env })
  expect(asked).toEqual([url])
})

test("an answer without end is not read on", async () => {
  const { env } = await open((response) => {
    response.writeHead(200)
    const part = Buffer.alloc(1 << 20, "x")
    const write = (): void => {
      while (!response.destroyed && response.write(part));
      if (!response.destroyed) response.once("drain", write)
    }
    write()
  })
  expect(await runHere(["list"], env)).toEqual({ stdout: "", stderr: "error: The answer is too large\n", exitCode: 1 })
})

test("what a server echoes of the token is taken out of tables, rows, bodies and JSON", async () => {
  const log = { ...answered, model: apiToken, [apiToken]: apiToken, request_head: apiToken }
  const { env } = await open((response, { path }) =>
    sendJSON(response, path.endsWith("/request") ? { text: apiToken } : envelope(path.includes("?") ? [log] : log)),
  )
  // runHere looks for the token in all that is printed.
  for (const args of [["list"], ["show", "log-1", "--request"], ["show", "log-1", "--request", "--json"]])
    expect((await runHere(args, env)).stdout).toContain("[redacted]")
})

test("what others wrote does not steer the terminal", async () => {
  const { env } = await open((response) =>
    sendJSON(response, envelope([{ ...hit, model: "a/\u001b[2Jb\nc", created_at: "soon" }])),
  )
  const { stdout } = await runHere(["list"], env)
  expect(stdout.split("\n")[1]).toBe("soon        01K     a/[2Jb c  200     HIT    12/345  $0.000000   3")
})

test.skipIf(!hasTerminal)("in a terminal failures are red", async () => {
  const { env } = await open((response) => sendJSON(response, envelope([failed])))
  const { stdout } = await startInTerminal(["logs", "list"], { env }).ended
  expect(stdout).toContain("\u001b[31m2026-10-09 12:00:00  01JADMCQQQBWH3NXZ5GCRN98DP")
})

test.each(["", "list", "show", "feedback"])("logs %s --help shows examples and which token it takes", async (name) => {
  const { stdout, exitCode } = await runHere([...(name ? [name] : []), "--help"], {})
  expect(stdout).toContain(`$ cf-ai-gateway logs ${name}`)
  expect(stdout).toContain("CLOUDFLARE_API_TOKEN must hold a token with AI Gateway Read")
  expect(exitCode).toBe(0)
})
