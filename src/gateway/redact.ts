/** Takes secrets out of text that others wrote. Below 6 characters a "secret" would black out ordinary words. */
export function redact(text: string, secrets: Iterable<string>): string {
  let clean = text
  // The longest first: of two that begin alike the shorter one would leave half of the other.
  for (const secret of [...secrets].sort((a, b) => b.length - a.length)) {
    if (secret.length < 6) break
    const spellings = [secret, JSON.stringify(secret).slice(1, -1)]
    if (/^[!-~]{1,500}$/.test(secret)) spellings.push(encodeURIComponent(secret))
    for (const spelling of spellings) clean = clean.replaceAll(spelling, "[redacted]")
  }
  return clean
}

/** At most 500 characters of what a provider said, without secrets. Redacts first: a cut must not leave half a secret. */
export function quote(text: string, secrets: Iterable<string>): string {
  const clean = redact(text, secrets).replace(/\s+/g, " ").trim()
  return clean.length > 500 ? `${clean.slice(0, 500)}…` : clean
}
