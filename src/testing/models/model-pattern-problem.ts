import { isCompatPrefix, resolveModel } from "../../gateway/resolve-model.ts"
import { providerNameProblem } from "../provider-name-problem.ts"

/** What is wrong with `provider/model`, `provider/*` or `*` as a name in the configuration, in words that follow it. */
export function modelPatternProblem(pattern: string): string | undefined {
  if (pattern === "*") return undefined
  if (!pattern.includes("/")) return bareNameProblem(pattern)
  if (pattern.slice(0, -1).includes("*"))
    return `has a * in the middle: it may only end a pattern, as in "openai/gpt-*"`
  if (pattern.endsWith("/")) return `names no model after its /: write "${pattern}*"`
  const provider = pattern.replace(/\/.*/s, "")
  return /^@[ch]f$/.test(provider) ? undefined : providerNameProblem(provider)
}

function bareNameProblem(name: string): string {
  const resolved = resolveModel(name)
  // A bare name whose provider can be told, as the client tells it.
  if (!isCompatPrefix(name) && "problem" in resolved && resolved.problem.includes(`/${name}`)) return resolved.problem
  return `names no model: write "${name}/*", "${name}/some-model" or "*"`
}
