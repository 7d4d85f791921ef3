/** The first of these variables that holds something. Never throws, and needs no `process`: Deno may deny it, pages have none. */
export function readEnvironment(...names: readonly string[]): string | undefined {
  try {
    const { env } = (globalThis as { process?: { env?: Record<string, string | undefined> } }).process ?? {}
    return names.map((name) => env?.[name]).find((value) => value !== undefined && value !== "")
  } catch {
    return undefined
  }
}
