import type { GatewayResponseError } from "../errors.ts"
import { readGatewayRecord } from "../gateway/gateway-record.ts"
import { isErrorBody } from "../gateway/read-error-body.ts"
import { parse } from "../http/parse-json.ts"
import { readBody } from "../http/read-body.ts"
import { toResponseError, type RefusalContext } from "../http/to-response-error.ts"

type Context = Omit<RefusalContext, "gateway">

const contexts = new WeakMap<object, Context>()

/** Keeps what a refusal is read with, of a response and its clones: whose it is, and what of it must not be quoted. */
export function rememberContext(response: Response, context: Context): void {
  contexts.set(response, context)
  const clone = response.clone.bind(response)
  const cloneWithContext = (): Response => {
    const copy = clone()
    rememberContext(copy, context)
    return copy
  }
  Object.defineProperty(response, "clone", { value: cloneWithContext, configurable: true, writable: true })
}

/**
 * The typed error that a `Response` of the gateway stands for, with code, hint and record; `undefined` where it is an answer. Also finds an
 * error inside a 200 of JSON. Reads a copy: the body can still be read. Where it was read already, the status alone tells.
 *
 * @example
 * const response = await client.provider("openai").fetch(url, init)
 * const error = await readGatewayError(response)
 * if (error?.code === "rate_limited") await sleep(error.retryAfterMs ?? 1000)
 */
export async function readGatewayError(response: Response): Promise<GatewayResponseError | undefined> {
  const { ok, bodyUsed } = response
  if (ok && (bodyUsed || !/json/i.test(response.headers.get("content-type") ?? ""))) return undefined
  const { text } = bodyUsed ? { text: "" } : await readBody(response.clone(), ok ? undefined : 65_536)
  const body: unknown = parse(text) ?? text
  if (ok && !isErrorBody(body)) return undefined
  const context = contexts.get(response) ?? { secrets: () => [] }
  return toResponseError(body, { ...context, gateway: readGatewayRecord(response) })
}
