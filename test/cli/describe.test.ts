import { expect, test, vi } from "vitest"
import { runProgram } from "../../src/cli/run-program.ts"
import { createFakeTerminal } from "./create-fake-terminal.ts"
import { runCommand } from "./start-command.ts"

const env = {
  CF_ACCOUNT_ID: "0123456789abcdef0123456789abcdef",
  GATEWAY_NAME: "my-gateway",
  CF_AIG_TOKEN: "test-token-1",
}

async function describeHere(args: readonly string[], input = "", more: Readonly<Record<string, string>> = env) {
  const terminal = createFakeTerminal(input, more)
  for (const [name, value] of Object.entries(more)) vi.stubEnv(name, value)
  const exitCode = await runProgram(["describe", ...args], terminal)
  vi.unstubAllEnvs()
  return { ...terminal.printed, exitCode }
}

test("describe shows URL, masked headers and body of what chat would send", async () => {
  const flags = ["--model", "openai/gpt-5-mini", "--metadata", "user=42", "--max-tokens", "5", "Grüße"]
  const { stdout, stderr, exitCode } = await runCommand(["describe", ...flags], { env })
  expect(stdout.split("\n")).toEqual([
    "POST https://gateway.ai.cloudflare.com/v1/0123456789abcdef0123456789abcdef/my-gateway/compat/chat/completions",
    "accept: text/event-stream",
    "content-type: application/json",
    'cf-aig-metadata: {"user":42}',
    "user-agent: cf-ai-gateway/0.1.0",
    "cf-aig-authorization: Bearer [redacted]",
    "",
    "{",
    '  "model": "openai/gpt-5-mini",',
    '  "messages": [',
    "    {",
    '      "role": "user",',
    '      "content": "Grüße"',
    "    }",
    "  ],",
    '  "max_completion_tokens": 5,',
    '  "stream": true,',
    '  "stream_options": {',
    '    "include_usage": true',
    "  }",
    "}",
    "",
  ])
  expect(stderr).toBe("")
  expect(exitCode).toBe(0)
})

test("describe --json prints one object with the same, the stream included", async () => {
  const { stdout, exitCode } = await describeHere(["--json", "--gateway", "other", "Hello"])
  expect(JSON.parse(stdout)).toEqual({
    url: "https://gateway.ai.cloudflare.com/v1/0123456789abcdef0123456789abcdef/other/compat/chat/completions",
    method: "POST",
    headers: {
      accept: "text/event-stream",
      "content-type": "application/json",
      "user-agent": "cf-ai-gateway/0.1.0",
      "cf-aig-authorization": "Bearer [redacted]",
    },
    body: {
      model: "anthropic/claude-sonnet-4-5",
      messages: [{ role: "user", content: "Hello" }],
      stream: true,
      stream_options: { include_usage: true },
    },
  })
  expect(exitCode).toBe(0)
})

test.each([
  { title: "nothing is asked", args: [], input: "", content: "Hello" },
  { title: "the prompt is piped", args: [], input: "From a pipe\n", content: "From a pipe" },
])("describe has a prompt to show where $title", async ({ args, input, content }) => {
  const { stdout } = await describeHere(["--json", ...args], input)
  expect(JSON.parse(stdout).body.messages).toEqual([{ role: "user", content }])
})

test("describe without --json is text", async () => {
  const { stdout } = await describeHere(["Hello"])
  expect(stdout.split("\n").slice(0, 2)).toEqual([
    "POST https://gateway.ai.cloudflare.com/v1/0123456789abcdef0123456789abcdef/my-gateway/compat/chat/completions",
    "accept: text/event-stream",
  ])
})

test("describe says what is wrong with the request, and exits with 2", async () => {
  const { stdout, stderr, exitCode } = await describeHere(["--model", "gpt-5-mini"])
  expect(stdout).toBe("")
  expect(stderr).toMatch(
    /^error: invalid_model: The call was not sent: `model` .*\nfix: Mend what the message names, or leave it out\n$/,
  )
  expect(exitCode).toBe(2)
})
