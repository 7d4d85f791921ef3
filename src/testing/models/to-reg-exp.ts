/** The pattern of a JSON Schema; `undefined` when it is none. Patterns in the wild escape more than the `u` flag allows. */
export function toRegExp(source: string): RegExp | undefined {
  for (const flags of ["u", ""]) {
    try {
      return new RegExp(source, flags)
    } catch {}
  }
  return undefined
}
