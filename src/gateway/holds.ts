/** Whether a credential stands in a header or parameter: by itself, beside others, or as the user or password of `Basic`. What is no text is none. */
export function holds(text: string, credential: unknown): boolean {
  if (typeof credential !== "string" || !credential) return false
  return text.includes(credential) || readBasic(text).includes(credential)
}

function readBasic(text: string): string {
  try {
    return atob(/basic\s+([\w+/]+)/i.exec(text)?.[1] ?? "")
  } catch {
    return ""
  }
}
