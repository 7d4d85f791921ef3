import { toBindingHeaders } from "./binding-headers.ts"
import { toInferenceError } from "./binding-error.ts"
import { createGatewayBinding } from "./create-gateway-binding.ts"
import type { LocalBinding, LocalModelSearch, LocalRunOptions } from "./local-binding.ts"
import type { SendBound } from "./send-bound.ts"

const notBuilt = ["websocket", "queueRequest"] as const

/** Makes the `env.AI` of an account. */
export function createBinding(accountId: string, send: SendBound): LocalBinding {
  return new Ai(accountId, send) as unknown as LocalBinding
}

// A class, as Cloudflare's is: its methods stand on the prototype, and fail where they were taken off.
class Ai {
  readonly #accountId: string
  readonly #send: SendBound
  aiGatewayLogId: string | null = null

  constructor(accountId: string, send: SendBound) {
    this.#accountId = accountId
    this.#send = send
  }

  async run(model: string, inputs: Record<string, unknown>, options: LocalRunOptions = {}): Promise<unknown> {
    const send = this.#send
    const { gateway, extraHeaders, signal, returnRawResponse } = options
    const odd = notBuilt.find((name) => (options as Record<string, unknown>)[name])
    if (odd !== undefined)
      throw new TypeError(`env.AI.run: \`${odd}\` is not built into the local gateway's binding, leave it out`)
    const headers = toBindingHeaders(gateway, extraHeaders)
    headers.set("cf-consn-model-id", model)
    // The id of the options alone counts.
    headers.delete("cf-aig-gateway-id")
    if (gateway?.id) headers.set("cf-aig-gateway-id", gateway.id)
    const path = gateway?.id ? "ai-gateway/run" : "run"
    const response = await send(`https://workers-binding.ai/${path}`, {
      method: "POST",
      headers,
      body: JSON.stringify(inputs),
      ...(signal && { signal }),
    })
    this.aiGatewayLogId = response.headers.get("cf-aig-log-id")
    if (returnRawResponse) return response
    if (!response.ok) throw toInferenceError(await response.text())
    return response.headers.get("content-type") === "application/json" ? response.json() : response.body
  }

  gateway(id: string) {
    return createGatewayBinding(this.#accountId, id, this.#send)
  }

  async models(params: LocalModelSearch = {}) {
    const given = Object.entries(params).filter(([, value]) => value !== undefined)
    const query = new URLSearchParams(given.map(([name, value]) => [name, String(value)]))
    const url = `https://api.cloudflare.com/client/v4/accounts/${this.#accountId}/ai/models/search?${query}`
    const send = this.#send
    const response = await send(url, { method: "GET" })
    if (!response.ok) throw toInferenceError(await response.text())
    return (await response.json()).result
  }
}
