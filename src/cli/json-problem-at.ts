const token =
  /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y
const blank = /[ \t\n\r]*/y

/** The offset at which a text stops being JSON; `undefined` when it is JSON. Node's own message quotes the file, which may hold keys. */
export function jsonProblemAt(text: string): number | undefined {
  let at = 0
  const skip = (pattern: RegExp): boolean => {
    pattern.lastIndex = at
    const isThere = pattern.test(text)
    if (isThere) at = pattern.lastIndex
    return isThere
  }
  const take = (char: string): boolean => {
    const isThere = text[at] === char
    if (isThere) at++
    return isThere
  }
  const key = (): boolean => skip(blank) && text[at] === '"' && skip(token) && skip(blank) && take(":")
  const list = (close: string, entry: () => boolean): boolean => {
    skip(blank)
    if (take(close)) return true
    while (entry()) {
      if (take(close)) return true
      if (!take(",")) return false
    }
    return false
  }
  const value = (): boolean => {
    skip(blank)
    const isValue = take("{") ? list("}", () => key() && value()) : take("[") ? list("]", value) : skip(token)
    return isValue && skip(blank)
  }
  return value() && at === text.length ? undefined : at
}
