/** Names are for events that are no chunks (pings, metadata); a chunk may still come under one. */
export function isChunk(value: any, name: string | undefined): boolean {
  return !name || name === "message" || Boolean(value?.choices)
}
