/**
 * All prose in a value, however deep: what a provider may quote in its complaint. Names and numbers of a model are none. Of a `data:` URL its bytes
 * alone, too.
 */
export function textsIn(value: unknown): string[] {
  if (typeof value === "string")
    return /[^\w./:@-]/.test(value) ? [value, ...(/^data:[^,]*,([^]+)/.exec(value)?.slice(1) ?? [])] : []
  return typeof value === "object" && value ? Object.values(value).flatMap(textsIn) : []
}
