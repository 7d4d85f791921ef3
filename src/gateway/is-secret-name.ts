/** Whether a header or parameter of this name may hold what nobody else should see. */
export function isSecretName(name: string): boolean {
  return /auth|key|token|secret|cookie|jwt|pass|cred|sign/i.test(name)
}

/** A header's or parameter's value, and its parts: whoever complains may quote one alone. */
export function partsOf(value: string): string[] {
  return [value, ...value.split(/[\s,;=]+/)]
}
