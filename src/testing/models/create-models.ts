import { isRecord } from "../../schemas/is-record.ts"
import type { LocalGatewayOptions } from "../local-gateway-options.ts"
import { findByPattern } from "../find-by-pattern.ts"
import { toModelName } from "../to-model-name.ts"
import { assertModel, isModelKey } from "./assert-model.ts"
import type { LocalModel } from "./local-model.ts"
import { modelPatternProblem } from "./model-pattern-problem.ts"

/** Who answers for whom. */
export interface Models {
  /** `provider/model` itself, else the longest pattern that ends with `*`, else the echo. */
  find(provider: string, model: string): LocalModel
}

const echo: LocalModel = { use: "echo" }

/** Reads the option `models`: one model for all, or models by pattern. */
export function createModels({ models }: Pick<LocalGatewayOptions, "models">): Models {
  const table = new Map<string, LocalModel>()
  for (const [pattern, model] of Object.entries(toPatterns(models))) {
    assertPattern(pattern)
    assertModel(model, models === model ? "models" : `models["${pattern}"]`)
    const name = toModelName(pattern)
    if (table.has(name)) throw new TypeError(`models["${pattern}"] is models["${name}"] in another spelling: take one`)
    table.set(name, model)
  }
  return { find: (provider, model) => findByPattern(table, `${provider}/${model}`) ?? echo }
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
  const problem = modelPatternProblem(pattern)
  if (problem === undefined) return
  const more = "; one model for all is a text, a function, { use } or { upstream }"
  throw new TypeError(`models["${pattern}"] ${problem}${problem.startsWith("names no model: ") ? more : ""}`)
}
