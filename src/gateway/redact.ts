/** Takes secrets out of text that others wrote. Below 6 characters a "secret" would black out ordinary words. */
export function redact(text: string, secrets: Iterable<string>): string {
  let clean = text
  for (const secret of secrets) {
    if (secret.length < 6) continue
    clean = clean.replaceAll(secret, "[redacted]")
    const escaped = JSON.stringify(secret).slice(1, -1)
    if (escaped !== secret) clean = clean.replaceAll(escaped, "[redacted]")
  }
  return clean
}

/** At most 500 characters of what a provider said, without secrets. Redacts first: a cut must not leave half a secret. */
export function quote(text: string, secrets: Iterable<string>): string {
  const clean = redact(text, secrets).replace(/\s+/g, " ").trim()
  return clean.length > 500 ? `${clean.slice(0, 500)}…` : clean
}
