/**
 * What this package needs of `env.AI` inside a Worker: Cloudflare's `Ai` fits, and so does a fake of your own. No Workers types are asked
 * of whoever does not have them.
 */
export interface AiBinding {
  /** Runs a model of the catalogue or of Workers AI. */
  run(model: string, inputs: Record<string, unknown>, options?: Record<string, unknown>): Promise<unknown>
  /** One gateway of the account. */
  gateway(id: string): AiGatewayBinding
  /** Searches the models of Workers AI. */
  models?(params?: object): Promise<unknown>
}

/** What this package needs of `env.AI.gateway(id)`. */
export interface AiGatewayBinding {
  /** A `Response`; `unknown`, since the one of Cloudflare's types is not the platform's to TypeScript. */
  run(data: never, options?: never): Promise<unknown>
  getLog(id: string): Promise<unknown>
  patchLog(id: string, data: never): Promise<void>
}
