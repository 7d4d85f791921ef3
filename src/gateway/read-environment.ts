/** An environment variable. Never throws, and needs no `process`: Deno may deny it, pages have none. */
export function readEnvironment(name: string): string | undefined {
  try {
    return (globalThis as { process?: { env?: Record<string, string | undefined> } }).process?.env?.[name]
  } catch {
    return undefined
  }
}
