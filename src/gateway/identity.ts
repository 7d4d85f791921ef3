// What people really put in place of an id: the text of a template, or of an absent variable.
const placeholder = /^<.*>$|\$\{?[A-Za-z_]|^\{.*\}$|^%.*%$|^your[-_ ]|^(undefined|null|\[object Object\])$/i

/** What is wrong with an account id, in words that follow the option's name; nothing when it is one. */
export function accountIdProblem(value: unknown): string | undefined {
  if (typeof value !== "string") return "must be a string"
  if (placeholder.test(value)) return `is a placeholder that was never filled in: ${accountIdFix}`
  if (/^[0-9a-f]{32}$/i.test(value)) return undefined
  if (/^\s|\s$/.test(value)) return "has blanks or a line break around it: take them off"
  if (value.includes("/")) return `holds a slash: ${accountIdFix}`
  const token = value.length >= 36 ? ", and this looks like an API token: give that as `token`" : ""
  return `must be 32 hexadecimal characters (it has ${value.length} characters${token}): ${accountIdFix}`
}

const accountIdFix = "copy it from the Cloudflare dashboard, under Account details, or from the URL after dash.cloudflare.com/"

/** What is wrong with a gateway's name; nothing when it can stand in a URL as one segment. */
export function gatewayIdProblem(value: unknown): string | undefined {
  if (typeof value !== "string") return "must be a string"
  if (placeholder.test(value)) return "is a placeholder that was never filled in: give the gateway's name, or `default`"
  if (value.length < 1 || value.length > 64) return `must have 1 to 64 characters (it has ${value.length})`
  if (/[\\/?#%]|\.\.|^\.$/.test(value)) return "must be the gateway's name alone: no slash, `..`, `?`, `#` or `%`. A whole URL goes in `baseURL`"
  if (/^\s|\s$|[\u0000-\u001f\u007f]/.test(value)) return "has blanks or control characters in it: take them off"
  return undefined
}

/** What is wrong with a token or key. Never quotes it. */
export function credentialProblem(value: unknown, accountId?: string): string | undefined {
  if (typeof value !== "string") return "must be a string, or a function that gives one"
  if (placeholder.test(value)) return "is a placeholder that was never filled in"
  if (/^bearer\s/i.test(value)) return 'must be given without the word "Bearer", which is added here'
  if (/[\r\n]/.test(value)) return "holds a line break: read it with `.trim()`"
  if (!/^[\x21-\x7e]+$/.test(value)) return "must be printable ASCII without blanks"
  if (accountId !== undefined && value === accountId) return "is the account id: create a token with the permission AI Gateway Run"
  return undefined
}
