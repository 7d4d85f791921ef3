/**
 * What this package needs of `env.AI` inside a Worker: Cloudflare's `Ai` fits, and so does a fake of your own. No Workers types are asked
 * of whoever does not have them.
 */
export interface AiBinding {
  /** Runs a model of the catalogue or of Workers AI. */
  run(model: string, inputs: Record<string, unknown>, options?: Record<string, unknown>): Promise<unknown>
  /** One gateway of the account. */
  gateway(id: string): AiGatewayBinding
}

/** What this package needs of `env.AI.gateway(id)`. */
export interface AiGatewayBinding {
  run(data: never, options?: never): Promise<Response>
  getLog(id: string): Promise<unknown>
  patchLog(id: string, data: never): Promise<void>
}
