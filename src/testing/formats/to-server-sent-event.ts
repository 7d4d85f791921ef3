/** One event as it stands on the wire, with its closing blank line. */
export function toServerSentEvent(data: unknown, name?: string): string {
  return `${name === undefined ? "" : `event: ${name}\n`}data: ${JSON.stringify(data)}\n\n`
}
