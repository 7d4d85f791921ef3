import { GatewayResponseError } from "../errors.ts"
import { classifyRefusal } from "../gateway/error-codes.ts"
import type { GatewayRecord } from "../gateway/gateway-record.ts"
import { readErrorBody } from "../gateway/read-error-body.ts"
import { quote } from "../gateway/redact.ts"
import { nearestProvider } from "../gateway/resolve-model.ts"
import { readRetryAfter } from "./retry-after.ts"

/** Where a refusal came from. */
export interface RefusalContext {
  readonly gateway: GatewayRecord
  /** Slug of the model's provider, to guess at a slip. */
  readonly provider?: string | undefined
  /** What must not be quoted. */
  readonly secrets: () => Iterable<string>
}

const modelCodes = [2005, 2008, 2019]

/** The typed error of a refusal, whether it came as a status, inside a 200 or inside a stream. */
export function toResponseError(body: unknown, context: RefusalContext): GatewayResponseError {
  const { gateway } = context
  const wireStatus = gateway.status ?? 0
  const read = readErrorBody(body)
  // An error inside a 200 must not look like a success to whoever passes `status` on.
  const isInside = wireStatus >= 200 && wireStatus < 300
  const status = isInside ? (read.status ?? 502) : wireStatus
  const meaning = classifyRefusal({ ...read, status: isInside ? (read.status ?? wireStatus) : wireStatus, operation: "chat", paymentChallenge: gateway.headers.has("payment-required") })
  const near = modelCodes.includes(read.gatewayCode ?? 0) && context.provider ? nearestProvider(context.provider) : undefined
  const said = quote(read.message, context.secrets())
  const code = read.gatewayCode === undefined ? "" : `, Cloudflare code ${read.gatewayCode}`
  return new GatewayResponseError(`${said || sayStatus(status)} (HTTP ${wireStatus}${code})`, {
    ...meaning,
    hint: near ? `Did you mean a model of \`${near}/\`? ${meaning.hint}` : meaning.hint,
    // A page without words of Cloudflare or the provider comes from the edge.
    origin: read.shape === "text" ? "gateway" : meaning.origin,
    status,
    gatewayCode: read.gatewayCode,
    retryAfterMs: readRetryAfter(gateway.headers, Date.now()),
    gateway,
    body,
  })
}

function sayStatus(status: number): string {
  return status === 0 || (status >= 300 && status < 400) ? "The server redirects elsewhere" : "The server refuses and says nothing more"
}
