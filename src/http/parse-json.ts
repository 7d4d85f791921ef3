/** JSON, or `undefined` where it is none. Never the platform's error, whose message quotes the text. */
export function parse(text: string): any {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
