/** What a binding threw: of it only the number before the colon is for machines (reference A11). Names of classes may stand before that. */
export function readThrown(error: unknown): { readonly code?: string | undefined; readonly message: string } {
  const text = String((error as { message?: unknown } | null)?.message ?? error)
  const [, code, message = text] = /^(?:\w+: )*(\d{4,5}): ([^]*)/.exec(text) ?? []
  return { code, message }
}
