import { isRecord } from "../../schemas/is-record.ts"
import { toGatewayError } from "./binding-error.ts"
import { toBindingHeaders } from "./binding-headers.ts"
import type { LocalBindingLog, LocalGatewayBinding, LocalLogPatch, LocalUniversalStep } from "./local-binding.ts"
import type { SendBound } from "./send-bound.ts"

/** Makes the `env.AI.gateway(id)` of an account. */
export function createGatewayBinding(accountId: string, id: string, send: SendBound): LocalGatewayBinding {
  return new AiGateway(accountId, encodeURIComponent(id), send)
}

class AiGateway implements LocalGatewayBinding {
  readonly #management: string
  readonly #id: string
  readonly #send: SendBound

  constructor(accountId: string, id: string, send: SendBound) {
    this.#management = `https://api.cloudflare.com/client/v4/accounts/${accountId}/ai-gateway/gateways/${id}`
    this.#id = id
    this.#send = send
  }

  run(...[steps, options = {}]: Parameters<LocalGatewayBinding["run"]>): Promise<Response> {
    const send = this.#send
    const { gateway, extraHeaders, signal } = options
    const body = [steps].flat().map((step) => ({ ...step, headers: toTexts(step.headers) }))
    return send(`https://workers-binding.ai/ai-gateway/universal/run/${this.#id}`, {
      method: "POST",
      headers: toBindingHeaders(gateway, extraHeaders),
      body: JSON.stringify(body),
      ...(signal && { signal }),
    })
  }

  async getLog(id: string): Promise<LocalBindingLog> {
    const log = (await this.#ask(`logs/${encodeURIComponent(id)}`)) as LocalBindingLog
    return { ...log, created_at: new Date(log.created_at) }
  }

  async patchLog(id: string, data: LocalLogPatch): Promise<void> {
    await this.#ask(`logs/${encodeURIComponent(id)}`, { method: "PATCH", body: JSON.stringify(data) })
  }

  async getUrl(provider?: string): Promise<string> {
    const url = (await this.#ask(`url/${encodeURIComponent(provider ?? "universal")}`)) as string
    return provider === undefined ? url.replace(/universal$/, "") : url
  }

  async #ask(path: string, init: RequestInit = { method: "GET" }): Promise<unknown> {
    const send = this.#send
    const response = await send(`${this.#management}/${path}`, init)
    if (!response.ok) throw toGatewayError(response.status, await response.text())
    return (await response.json()).result
  }
}

// What is no text on the way; one without headers is a mistake that the real binding throws for too.
function toTexts(headers: LocalUniversalStep["headers"]): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, isObject(value) ? JSON.stringify(value) : toText(value)]),
  )
}

function isObject(value: unknown): boolean {
  return isRecord(value) || Array.isArray(value)
}

function toText(value: unknown): unknown {
  return typeof value === "number" || typeof value === "boolean" ? String(value) : value
}
