import { unknownNames } from "../gateway/nearest-word.ts"
import type { Issue } from "../schemas/issue.ts"

/** Names by which nothing is listed. `pageSize` is the list's own word for what others call a limit. */
export function unknownFilters(given: object, known: readonly string[], pageSize: string): Issue[] {
  return unknownNames(Object.keys(given), known).map((issue) =>
    known.includes(pageSize) && /^(limit|per_?page|page_?size)$/i.test(String(issue.path[0]))
      ? { ...issue, message: `is no option: \`${pageSize}\` counts a page, and \`break\` ends the list` }
      : issue,
  )
}
