/** One event of a stream. `event` is its name, where it has one. */
export interface ServerSentEvent {
  readonly event?: string | undefined
  readonly data: string
}

/**
 * Splits text, given in any pieces, into server-sent events by the rules of the HTML standard. Besides those it takes a line `error: {…}`, by
 * which some servers report that they failed.
 */
export function createEventParser(onEvent: (event: ServerSentEvent) => void): (text: string) => void {
  let rest = ""
  let name: string | undefined
  let data: string | undefined

  const readLine = (line: string): void => {
    if (line === "") {
      if (data !== undefined) onEvent({ event: name, data })
      name = data = undefined
      return
    }
    const colon = line.indexOf(":")
    const field = colon < 0 ? line : line.slice(0, colon)
    const value = colon < 0 ? "" : line.slice(line[colon + 1] === " " ? colon + 2 : colon + 1)
    if (field === "data") data = data === undefined ? value : `${data}\n${value}`
    else if (field === "event") name = value
    else if (field === "error") onEvent({ event: "error", data: value })
  }

  return (text) => {
    const isWhole = /[\r\n]/.test(text)
    rest += text
    // A long line is joined once, when its end has come.
    if (!isWhole) return
    // A carriage return at the very end may be half of a pair.
    const lines = rest.includes("\r") ? rest.split(/\r\n|\n|\r(?!$)/) : rest.split("\n")
    rest = lines.pop()!
    for (const line of lines) readLine(line)
  }
}
