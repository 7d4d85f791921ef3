import type { Issue } from "../schemas/issue.ts"

/** The word that this one was probably meant to be, if any is near. */
export function nearestWord(word: string, known: readonly string[]): string | undefined {
  // No slip is that long, and comparing takes its length squared.
  const wanted = word.slice(0, 64).toLowerCase()
  const distances = known.map((candidate) => distance(wanted, candidate.toLowerCase()))
  const least = Math.min(...distances)
  return least <= Math.max(2, wanted.length / 3) ? known[distances.indexOf(least)] : undefined
}

// What other clients call it.
const slips: Readonly<Record<string, string>> = {
  apiKey: "`token` for Cloudflare's, `providerKey` for a provider's",
  gatewayName: "`gateway`",
  defaultHeaders: "`headers`",
  abortSignal: "`signal`",
  retries: "`maxRetries`, or `gateway.retries` for the gateway's own",
  noCache: "`skipCache`",
  stream: "`stream` in the params",
}

/** Names that are no option, with what was probably meant. */
export function unknownNames(given: readonly string[], known: readonly string[]): Issue[] {
  return given
    .filter((name) => !known.includes(name))
    .map((name) => {
      const near = nearestWord(name, known)
      const meant = (Object.hasOwn(slips, name) && slips[name]) || (near && `\`${near}\``)
      return { path: [name], message: `is no option${meant ? `, did you mean ${meant}?` : ""}` }
    })
}

// Letters to change, add or take away; the beginning of a word is near it.
function distance(a: string, b: string): number {
  if (a.length > 2 && b.startsWith(a)) return 1
  let row = [...b, ""].map((_, j) => j)
  for (const char of a) {
    const next = [row[0]! + 1]
    for (const [j, other] of [...b].entries())
      next.push(Math.min(next[j]! + 1, row[j + 1]! + 1, row[j]! + Number(char !== other)))
    row = next
  }
  return row[b.length]!
}
