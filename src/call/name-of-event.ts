/** The `event:` line of an event that says its type. A provider's word stands in a line of its own: nothing may break out of it. */
export function nameOfEvent({ type }: { readonly type?: unknown }): string {
  return typeof type === "string" && /^[\w.-]+$/.test(type) ? type : "message"
}
