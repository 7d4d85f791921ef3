/** `"One two three"` as `"One"`, `" two"`, `" three"`. */
export function toWords(text: string): string[] {
  return text.match(/\s*\S+|\s+$/g) ?? []
}
