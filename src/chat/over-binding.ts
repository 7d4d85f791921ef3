import type { ClientConfig } from "../gateway/client-config.ts"
import { bindingRoute, runRoute, type Route } from "../gateway/route.ts"
import type { Way } from "../gateway/support-matrix.ts"
import { createChunkConverter, toCompletion } from "./from-workers-ai.ts"

/** What chat completions need of a binding. A client without one leaves it out, and out of the bundle. */
export interface BoundChat {
  readonly route: (config: ClientConfig, way: Way, model: string) => Route
  readonly toCompletion: typeof toCompletion
  readonly createChunkConverter: typeof createChunkConverter
}

/** Chat completions over `env.AI`. */
export const chatOverBinding: BoundChat = {
  route: (config, way, model) => (way === "run" ? runRoute(model) : bindingRoute(config, "compat", "chat/completions")),
  toCompletion,
  createChunkConverter,
}
