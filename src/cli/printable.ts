/** Text of others as a terminal may show it: no escape sequences, which could rewrite the screen or the clipboard. */
export function printable(stream: NodeJS.WriteStream, text: string): string {
  return stream.isTTY ? text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, "") : text
}
