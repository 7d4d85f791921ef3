import { styleText } from "node:util"

/** Where a command reads and writes: data on `stdout`, progress and complaints on `stderr`. */
export interface Terminal {
  readonly stdin: NodeJS.ReadStream
  readonly stdout: NodeJS.WriteStream
  readonly stderr: NodeJS.WriteStream
  readonly env: Readonly<Record<string, string | undefined>>
}

/** Colour, where the stream is a terminal and NO_COLOR is not set. */
export function paint(
  stream: NodeJS.WriteStream,
  style: "red" | "green" | "yellow" | "cyan" | "dim" | "bold",
  text: string,
): string {
  return styleText(style, text, { stream, validateStream: true })
}
