import type { LocalDlp } from "../local-gateway-options.ts"

/** What finds an entry of a profile in a text. */
export type DlpEntry = (text: string) => boolean

const matches =
  (pattern: RegExp): DlpEntry =>
  (text) =>
    pattern.test(text)

// Stand-ins for Cloudflare's predefined profiles, which know many more forms.
const known: { readonly [profile: string]: { readonly [entry: string]: DlpEntry } } = {
  credentials: {
    "private-key": matches(/-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----/),
    "aws-access-key": matches(/\b(AKIA|ASIA)[0-9A-Z]{16}\b/),
    "github-token": matches(/\bgh[opsur]_[0-9A-Za-z]{36}\b/),
    "api-key": matches(/\bsk-[\w-]{20,}/),
  },
  "credit-cards": {
    "card-number": (text) =>
      [...text.matchAll(/(?<![\d-])\d(?:[ -]?\d){12,18}(?![\d-])/g)].some(([number]) => isCard(number)),
  },
  email: { address: matches(/[\w.%+-]{1,64}@[\w.-]{1,255}\.[A-Za-z]{2,}/) },
}

/** The profiles that need no patterns. */
export const knownProfiles = Object.keys(known)

/** A profile's entries by name: the gateway's own patterns, or a known profile where it has none of that name. */
export function entriesOf({ profiles }: LocalDlp, profile: string): [name: string, entry: DlpEntry][] {
  const own = profiles?.[profile]
  if (own) return Object.entries(own).map(([name, source]) => [name, matches(new RegExp(source))])
  return Object.entries(known[profile] ?? {})
}

// Luhn's check: from the right, every second digit counts double.
function isCard(number: string): boolean {
  const digits = [...number.replace(/\D/g, "")].map(Number)
  const doubled = (digit: number) => digit * 2 - (digit > 4 ? 9 : 0)
  const sum = digits.reduce((sum, digit, i) => sum + ((digits.length - i) % 2 === 0 ? doubled(digit) : digit), 0)
  return sum % 10 === 0
}
