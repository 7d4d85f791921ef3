import type { RequestOptions } from "../gateway/request-options.ts"
import { resolveRequestOptions } from "../gateway/resolve-request-options.ts"
import type { Caller } from "./caller.ts"
import { refuse } from "./prepare-call.ts"

const modelOptions = ["gateway", "providerKey", "extraBody"] as const

/** How a call is sent that asks no model. */
export type ModellessOptions = Omit<RequestOptions, (typeof modelOptions)[number]>

/** The same client for calls that ask no model: what it wants of models stays out, and `others` too. */
export function withoutModelOptions({ config, send }: Caller, ...others: (keyof RequestOptions)[]): Caller {
  const left: readonly string[] = [...modelOptions, ...others]
  const kept = Object.entries(config.defaults).filter(([name]) => !left.includes(name))
  const defaults: RequestOptions = Object.fromEntries(kept)
  return { config: { ...config, defaults, resolved: resolveRequestOptions(defaults).resolved }, send }
}

/** Refuses the same where a call brings it. */
export function refuseModelOptions(options: RequestOptions | null | undefined): void {
  const given = modelOptions.filter((name) => options?.[name] != null)
  refuse(
    "unsupported_option",
    given.map((name) => ({ path: [name], message: "is for calls that ask a model: leave it out" })),
  )
}
