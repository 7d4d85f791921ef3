import type { LocalSurface } from "../local-reply.ts"

/** Whether this is a way into what api.cloudflare.com serves, `env.AI.run` with it: no keys on requests, models of the catalogue. */
export function isOfApi(surface: LocalSurface): boolean {
  return surface === "rest" || surface === "run" || surface === "binding"
}
