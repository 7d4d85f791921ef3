/** JSON text in pieces of at most 8 characters: whoever reads the arguments of a call must not count on whole ones. */
export function toFragments(text: string): string[] {
  return text.match(/[^]{1,8}/gu) ?? []
}
