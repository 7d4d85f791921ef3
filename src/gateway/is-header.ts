/** Whether this can be a header: none of two lines, no signs beyond Latin. */
export function isHeader(name: string, value: unknown): boolean {
  return /^[\w!#-'*+.^`|~-]+$/.test(name) && typeof value === "string" && !/[^\t -~\x80-\xff]/.test(value)
}
