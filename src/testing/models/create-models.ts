import { isCompatPrefix, resolveModel } from "../../gateway/resolve-model.ts"
import { isRecord } from "../../schemas/is-record.ts"
import type { LocalGatewayOptions } from "../local-gateway-options.ts"
import { assertModel, isModelKey } from "./assert-model.ts"
import type { LocalModel } from "./local-model.ts"

/** Who answers for whom. */
export interface Models {
  /** `provider/model` itself, else the longest pattern that ends with `*`, else the echo. */
  find(provider: string, model: string): LocalModel
}

const echo: LocalModel = { use: "echo" }

/** Reads the option `models`: one model for all, or models by pattern. */
export function createModels({ models }: Pick<LocalGatewayOptions, "models">): Models {
  const patterns = Object.entries(toPatterns(models))
  for (const [pattern, model] of patterns) {
    assertPattern(pattern)
    assertModel(model, models === model ? "models" : `models["${pattern}"]`)
  }
  const exact = new Map(patterns)
  const prefixes = patterns
    .filter(([pattern]) => pattern.endsWith("*"))
    .map(([pattern, model]) => ({ prefix: pattern.slice(0, -1), model }))
    .sort((one, other) => other.prefix.length - one.prefix.length)
  return {
    find(provider, model) {
      const name = `${provider}/${model}`
      return exact.get(name) ?? prefixes.find(({ prefix }) => name.startsWith(prefix))?.model ?? echo
    },
  }
}

function toPatterns(models: LocalGatewayOptions["models"]): { readonly [pattern: string]: LocalModel } {
  if (models === undefined) return {}
  const keys = isRecord(models) && !(models instanceof Response) ? Object.keys(models) : undefined
  // One pattern among the keys, or no word of a model's, and all of them are meant so.
  const isByPattern = keys?.some(isPattern) || keys?.every((key) => !isModelKey(key))
  return isByPattern ? (models as { readonly [pattern: string]: LocalModel }) : { "*": models as LocalModel }
}

function isPattern(key: string): boolean {
  return key === "*" || key.includes("/")
}

function assertPattern(pattern: string): void {
  if (!isPattern(pattern)) throw new TypeError(`models["${pattern}"] ${patternProblem(pattern)}`)
  if (pattern.slice(0, -1).includes("*"))
    throw new TypeError(`models["${pattern}"] has a * in the middle: it may only end a pattern, as in "openai/gpt-*"`)
}

function patternProblem(name: string): string {
  const resolved = resolveModel(name)
  // A bare name whose provider can be told, as the client tells it.
  if (!isCompatPrefix(name) && "problem" in resolved && resolved.problem.includes(`/${name}`)) return resolved.problem
  return `names no model: write "${name}/*", "${name}/some-model" or "*"; one model for all is a text, a function, { use } or { upstream }`
}
