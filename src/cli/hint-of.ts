import type { AnyGatewayError } from "../errors.ts"
import type { GatewayErrorCode } from "../gateway/error-codes.ts"

const again = "Try again"

// What the library says where a caller can write code: here there are flags and variables alone. `null`: nothing is to be done.
const hints: { readonly [code in GatewayErrorCode]?: string | null } = {
  not_configured:
    "Set the variables (`cf-ai-gateway doctor` checks them), or run a local gateway in another terminal: cf-ai-gateway dev --env .env.gateway, and add --env .env.gateway here",
  invalid_params: null,
  invalid_response: "Check --model, and --base-url (CF_AIG_BASE_URL)",
  connection_failed: "Check the network, and --base-url (CF_AIG_BASE_URL)",
  timeout: again,
  stream_truncated: again,
  stream_interrupted: again,
  redirected: "Give the final address as --base-url (CF_AIG_BASE_URL): the token follows no redirect",
  unauthorized: "Check CF_AIG_TOKEN: it needs AI Gateway Run on this account",
  provider_unauthorized: "Store a good key for this provider on the gateway: the one there is refused",
  forbidden: "The token, account or region may not do this",
  gateway_not_found: "Create the gateway, or check GATEWAY_NAME, CF_ACCOUNT_ID and CF_AIG_BASE_URL",
  not_found: "Check CF_ACCOUNT_ID, GATEWAY_NAME, CF_AIG_BASE_URL and --model",
  credential_missing: "Store a key for this provider as default on the gateway",
  guardrail_prompt_blocked: null,
  guardrail_response_blocked: null,
  dlp_blocked: "`chat --json` shows what was found, as gateway.dlp",
  policy_denied: null,
  model_rejected: "Check --model, dots and dashes too",
  provider_rejected: "Check --model before the first slash",
  upstream_failed: "Try again; if it stays so, check --model and the stored key",
  unknown: null,
}

/** The fix of a failed call, as the command line can follow it; nothing where there is none. */
export function hintOf({ code, gatewayCode, hint }: AnyGatewayError): string | undefined {
  if (gatewayCode === 10_000)
    return "Check CF_AIG_TOKEN: it needs AI Gateway Run on this account, and Workers AI Read for a model of Workers AI"
  const [suggestion] = /^Did you mean [^?]+\?/.exec(hint) ?? []
  const own = hints[code]
  if (own === undefined) return hint
  return [suggestion, own].filter(Boolean).join(" ") || undefined
}
