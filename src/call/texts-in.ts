/** All prose in a value, however deep: what a provider may quote in its complaint. Names and numbers of a model are none. */
export function textsIn(value: unknown): string[] {
  if (typeof value === "string") return /[^\w./:@-]/.test(value) ? [value] : []
  return typeof value === "object" && value ? Object.values(value).flatMap(textsIn) : []
}
