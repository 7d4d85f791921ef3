/** Text of others without what steers a terminal (escape sequences) or turns the order of words (bidirectional marks). */
export function stripControls(text: string): string {
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, "")
}
