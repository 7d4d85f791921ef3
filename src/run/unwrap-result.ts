import { isObject } from "../schemas/maybe.ts"

/** A model's own answer, and whose credential paid where that stands around it. */
export interface UnwrappedResult {
  readonly value: any
  readonly keySource: string | undefined
}

/**
 * Takes an answer out of what stands around it (reference A1): the v4 envelope `{ result, success }`, and in it `{ state, result, gatewayMetadata }`
 * of a run that is through. A text or a number cannot carry a record: it stays in its envelope, under `result`.
 */
export function unwrapResult(given: any): UnwrappedResult {
  const run = given.success === true && isObject(given.result) ? given.result : given
  const value = /^(completed|succeeded)$/i.test(run.state) && isObject(run.result) ? run.result : run
  return { value, keySource: run.gatewayMetadata?.keySource }
}
