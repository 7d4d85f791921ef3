import type { Issue } from "../schemas/issue.ts"

/** The word that this one was probably meant to be: the same letters in another order or case, or the same beginning. */
export function nearestWord(word: string, known: readonly string[]): string | undefined {
  const letters = (text: string) => [...text.toLowerCase()].sort().join()
  return known.find((candidate) => letters(candidate) === letters(word)) ?? known.find((candidate) => candidate.slice(0, 3) === word.slice(0, 3))
}

/** Names that are no option, with what was probably meant. */
export function unknownNames(given: readonly string[], known: readonly string[]): Issue[] {
  return given
    .filter((name) => !known.includes(name))
    .map((name) => {
      const near = nearestWord(name, known)
      return { path: [name], message: `is no option${near ? `, did you mean ${near}?` : ""}` }
    })
}
