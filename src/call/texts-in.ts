/**
 * All prose in a value, however deep: what a provider may quote in its complaint. Names and numbers of a model are none. Of a `data:` URL its bytes
 * alone, too.
 */
export function textsIn(value: unknown): string[] {
  const texts: string[] = []
  // A list that grows while it is read: calls within calls would end with the stack.
  const found = [value]
  for (const one of found) {
    if (typeof one === "object" && one) for (const part of Object.values(one)) found.push(part)
    else if (typeof one === "string" && /[^\w./:@-]/.test(one))
      texts.push(one, ...(/^data:[^,]*,([^]+)/.exec(one)?.slice(1) ?? []))
  }
  return texts
}
