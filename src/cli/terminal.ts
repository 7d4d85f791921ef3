/** Where a command reads and writes: data on `stdout`, progress and complaints on `stderr`. */
export interface Terminal {
  readonly stdin: NodeJS.ReadStream
  readonly stdout: NodeJS.WriteStream
  readonly stderr: NodeJS.WriteStream
  readonly env: Record<string, string | undefined>
}

// What begins it and what ends it. Node's own `styleText` comes with a module that warns of NO_COLOR beside FORCE_COLOR.
const styles = {
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
  dim: [2, 22],
  bold: [1, 22],
} as const

/** Colour, where the stream is a terminal that has colours and NO_COLOR is not set. */
export function paint(stream: NodeJS.WriteStream, style: keyof typeof styles, text: string): string {
  // A stream that is only like a terminal cannot tell.
  if (!stream.isTTY || process.env["NO_COLOR"] || stream.hasColors?.() === false) return text
  const [begin, end] = styles[style]
  return `\u001b[${begin}m${text}\u001b[${end}m`
}
