import type { Random } from "../random.ts"
import { createWork } from "./create-work.ts"
import { parsePattern } from "./parse-pattern.ts"

/** No text that is made up is longer: a choice. */
export const longestText = 10_000

/** A text of this length that matches a regular expression; `undefined` where none was found, or the work is done. */
export function satisfyPattern(
  pattern: string,
  random: Random,
  shortest = 0,
  longest = Infinity,
  work = createWork(),
): string | undefined {
  const parsed = parsePattern(pattern, random, work)
  if (!parsed) return undefined
  const [least, most] = [Math.min(shortest, longestText), Math.min(longest, longestText)]
  // How often `*` and `+` go round more than they must, until the length is right.
  const [half, root] = [Math.ceil(least / 2), Math.ceil(Math.sqrt(least))]
  for (const stretch of [3, 0, 1, 2, 4, 5, 6, 7, 8, root, half, least, least - 1, least + 1])
    for (let attempt = 0; attempt < 8 && work.steps > 0; attempt++) {
      const text = parsed.write(stretch)
      const { length } = Array.from(text)
      if (length >= least && length <= most && parsed.isIn(text)) return text
    }
  return undefined
}
