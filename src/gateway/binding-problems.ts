import type { Issue } from "../schemas/issue.ts"
import type { AiBinding } from "./ai-binding.ts"
import type { Surface } from "./support-matrix.ts"

/** What is wrong with a client's binding, or missing of it. */
export interface BindingProblems {
  readonly found: readonly (readonly [option: string, problem: unknown])[]
  /** Said on the first call, and only where something else is missing too. */
  readonly missing: readonly Issue[]
}

interface BoundOptions {
  readonly binding?: AiBinding | null | undefined
  readonly surface?: Surface | undefined
  readonly token?: unknown
  readonly baseURL?: unknown
}

/** Looks over what a client is told of a binding. */
export function bindingProblems(options: BoundOptions): BindingProblems {
  const { binding, surface = binding ? "binding" : "compat", token, baseURL } = options
  const isBound = surface === "binding"
  const beside = "does not go with `binding`: leave it out"
  const problem =
    "binding" in options ? "is undefined: is `ai` in wrangler.jsonc?" : isBound && "is missing: give env.AI"
  return {
    found: [
      ["binding", binding && !isBound && `does not go with surface ${surface}: leave one of them out`],
      ["binding", binding && typeof binding.gateway !== "function" && "must be env.AI"],
      ["token", isBound && binding && token && beside],
      ["baseURL", isBound && binding && baseURL && beside],
    ],
    missing: !binding && problem ? [{ path: ["binding"], message: problem }] : [],
  }
}
