import { unknownNames } from "../gateway/nearest-word.ts"
import { checkGatewayOptions } from "../gateway/option-headers.ts"
import type { Issue } from "../schemas/issue.ts"
import type { UniversalStep } from "../schemas/universal-steps.ts"

/** What is wrong with steps of the right shape: limits of their `config`, which are those of `gateway.retries`, and what does not go together. */
export function checkSteps(steps: readonly UniversalStep[]): Issue[] {
  const issues = steps.flatMap(({ config, query }, index) => {
    const { requestTimeout, maxAttempts, retryDelay, backoff, ...unknown } = config ?? {}
    const found = checkGatewayOptions({
      requestTimeoutMs: requestTimeout,
      retries: { maxAttempts, retryDelayMs: retryDelay, backoff },
    })
    const own = [
      ...unknownNames(Object.keys(unknown), ["requestTimeout", "maxAttempts", "retryDelay", "backoff"]),
      ...found,
    ].map(({ path, message }) => ({ path: ["config", String(path.at(-1)).replace(/Ms$/, "")], message }))
    // Which step answers decides what comes: the caller has to know beforehand.
    if (isStreamed(query) !== isStreamed(steps[0]!.query))
      own.push({ path: ["query", "stream"], message: "must be the same in all steps" })
    return own.map(({ path, message }) => ({ path: ["steps", index, ...path], message }))
  })
  return steps.length > 0 ? issues : [{ path: ["steps"], message: "must hold one step at least" }]
}

/** Whether a body asks for a stream. */
export function isStreamed(query: { readonly stream?: unknown }): boolean {
  return query.stream === true
}
