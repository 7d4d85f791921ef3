// What people put in place of an id: the text of a template, or of an absent variable.
const placeholder = /^<.*>$|\$\{?[a-z_]|^\{.*\}$|^%.*%$|^your[-_ ]|^(undefined|null)$/i

/** What is wrong with an account id, in words that follow the option's name; nothing when it is one. */
export function accountIdProblem(value: unknown): string | undefined {
  if (/^[0-9a-f]{32}$/i.test(value as string)) return undefined
  return (
    placeholderProblem(value) ??
    `must be 32 hexadecimal characters${String(value).length > 35 ? "; a token is given as `token`" : ", from the dashboard"}`
  )
}

/** What is wrong with a gateway's name; nothing when it can stand in a URL as one segment. */
export function gatewayIdProblem(value: unknown): string | undefined {
  const isName =
    /^[^\\/?#%\u0000-\u001f\u007f]{1,64}$/.test(value as string) && !/^[\s<${]|\s$|^\.$|\.\./.test(value as string)
  if (isName) return placeholderProblem(value)
  return (
    placeholderProblem(value) ??
    "must be the gateway's name, 1 to 64 characters without slash or `..`; a URL is given as `baseURL`"
  )
}

/** What is wrong with a token or key. Never quotes it. */
export function credentialProblem(value: unknown, accountId?: unknown): string | undefined {
  if (/^bearer\s/i.test(value as string)) return "must come without the word Bearer"
  if (typeof value !== "string" || !/^[\x21-\x7e]+$/.test(value))
    return edgeProblem(value) ?? "must be printable ASCII without blanks"
  return value === accountId ? "is the account id" : placeholderProblem(value)
}

function placeholderProblem(value: unknown): string | undefined {
  return placeholder.test(value as string) ? "is an unfilled placeholder" : edgeProblem(value)
}

// `docker --env-file` and some shells keep what others take off.
function edgeProblem(value: unknown): string | undefined {
  const [edge] = /^\s|\s$|^["'].*["']$/.exec(value as string) ?? []
  return edge && `has ${edge.trim() ? "quotes" : "blanks"} around it: take them off`
}

/** Said where the Cloudflare token would reach a provider. */
export const tokenAsKey = "is the Cloudflare token, which only workers-ai takes as a key: leave it out"
