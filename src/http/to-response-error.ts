import { GatewayResponseError } from "../errors.ts"
import { classifyRefusal, type Refusal } from "../gateway/error-codes.ts"
import type { GatewayRecord } from "../gateway/gateway-record.ts"
import { readErrorBody } from "../gateway/read-error-body.ts"
import { quote } from "../gateway/redact.ts"
import { nearestProvider, otherSpelling } from "../gateway/resolve-model.ts"
import type { Way } from "../gateway/support-matrix.ts"
import { readRetryAfter } from "./retry-after.ts"

/** Where a refusal came from. */
export interface RefusalContext {
  readonly gateway: GatewayRecord
  /** Slug of the model's provider, to guess at a slip. */
  readonly provider?: string | undefined
  readonly way?: Way | undefined
  readonly operation?: Refusal["operation"]
  /** What must not be quoted. */
  readonly secrets: () => Iterable<string>
}

/** The typed error of a refusal, whether it came as a status, inside a 200 or inside a stream. */
export function toResponseError(
  body: unknown,
  { gateway, provider, way = "compat", operation, secrets }: RefusalContext,
): GatewayResponseError {
  const wireStatus = gateway.status ?? 0
  const read = readErrorBody(body)
  const { gatewayCode } = read
  const isInside = wireStatus >= 200 && wireStatus < 300
  const named = isInside ? read.status : wireStatus
  const meaning = classifyRefusal({ ...read, status: named ?? wireStatus, operation })
  const slip = gatewayCode && [2005, 2008, 2019].includes(gatewayCode) && provider && nearestProvider(provider)
  const other =
    meaning.code === "model_rejected" && gateway.modelSent ? otherSpelling(gateway.modelSent, way) : undefined
  const near = slip ? `${slip}/…` : other
  const said = quote(read.message, secrets()) || "The server says nothing more"
  return new GatewayResponseError(
    `${said} (HTTP ${wireStatus}${gatewayCode ? `, Cloudflare code ${gatewayCode}` : ""})`,
    {
      ...meaning,
      hint: near ? `Did you mean ${near}? ${meaning.hint}` : meaning.hint,
      // An error inside a 200 must not look like a success to whoever passes `status` on.
      status: named ?? 502,
      gatewayCode,
      retryAfterMs: readRetryAfter(gateway.headers, Date.now()),
      gateway,
      body,
    },
  )
}
