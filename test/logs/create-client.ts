import type { GatewayClientOptions } from "../../src/client-options.ts"
import { createLogs, type Logs } from "../../src/logs/create-logs.ts"
import { callerOf } from "../support/caller-of.ts"
import { identity } from "../support/server.ts"

export const apiToken = "test-api-token-1"
export const prefix = `https://api.cloudflare.com/client/v4/accounts/${identity.accountId}/ai-gateway/gateways/my-gateway/logs`

/** A log as the service lists it (reference A10). */
export const log = {
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
  metadata: { team: "a", user: 42 },
  timings: { latency: 700 },
}

export const envelope = (result: unknown, info?: object) =>
  Response.json({ success: true, result, errors: [], messages: [], ...(info && { result_info: info }) })

export const refusal = (status: number, code: number | undefined, message: string) =>
  Response.json(
    { success: false, result: null, errors: [{ ...(code && { code }), message }], messages: [] },
    { status },
  )

export const missing = () => refusal(404, 7002, "Log not found")

/** A request as it went out. */
export interface Sent {
  readonly url: string
  readonly method: string
  readonly headers: Record<string, string>
  readonly body: unknown
}

export interface TestClient {
  readonly logs: Logs
  readonly sent: Sent[]
}

/** A client whose requests are answered in turn, by the last answer from then on. */
export function createClient(
  answers: (() => Response | Promise<Response>)[],
  options?: GatewayClientOptions,
): TestClient {
  const sent: Sent[] = []
  const fetch = async (url: string, { method, headers, body }: RequestInit): Promise<Response> => {
    const answer = answers[Math.min(sent.length, answers.length - 1)]!
    sent.push({
      url,
      method: method!,
      headers: Object.fromEntries(new Headers(headers)),
      body: body == null ? undefined : JSON.parse(body as string),
    })
    return answer()
  }
  return { logs: createLogs(callerOf({ ...identity, apiToken, maxRetries: 0, fetch, ...options })), sent }
}
