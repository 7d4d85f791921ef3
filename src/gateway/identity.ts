// What people put in place of an id: the text of a template, or of an absent variable.
const placeholder = /^<.*>$|\$\{?[a-z_]|^\{.*\}$|^%.*%$|^your[-_ ]|^(undefined|null)$/i
const unfilled = "is a placeholder that was never filled in"

/** What is wrong with an account id, in words that follow the option's name; nothing when it is one. */
export function accountIdProblem(value: unknown): string | undefined {
  if (/^[0-9a-f]{32}$/i.test(value as string)) return undefined
  if (placeholder.test(value as string)) return unfilled
  const length = String(value).length
  return `must be 32 hexadecimal characters, copied from the dashboard (it has ${length}${length > 35 ? ", as an API token has: that is `token`" : ""})`
}

/** What is wrong with a gateway's name; nothing when it can stand in a URL as one segment. */
export function gatewayIdProblem(value: unknown): string | undefined {
  if (placeholder.test(value as string)) return unfilled
  if (typeof value === "string" && /^[^\\/?#%\u0000-\u001f\u007f]{1,64}$/.test(value) && !/^\s|\s$|^\.$|\.\./.test(value)) return undefined
  return "must be the gateway's name: 1 to 64 characters, no slash, `..`, `?`, `#`, `%` or line break. A URL goes in `baseURL`"
}

/** What is wrong with a token or key. Never quotes it. */
export function credentialProblem(value: unknown, accountId?: unknown): string | undefined {
  if (placeholder.test(value as string)) return unfilled
  if (/^bearer\s/i.test(value as string)) return 'must come without the word "Bearer"'
  if (typeof value !== "string" || !/^[\x21-\x7e]+$/.test(value)) return "must be printable ASCII without blanks or line breaks: read it with .trim()"
  return value === accountId ? "is the account id: create a token with AI Gateway Run" : undefined
}

/** Said where the Cloudflare token would reach a provider. */
export const tokenAsKey = "is the Cloudflare token: leave it out, the gateway knows it from `token`. Only providerKey[\"workers-ai\"] may be the same"
