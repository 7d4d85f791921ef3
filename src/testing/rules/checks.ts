import { nearestWord } from "../../gateway/nearest-word.ts"
import { isRecord } from "../../schemas/is-record.ts"
import type { Issue } from "../../schemas/issue.ts"

/** What is wrong with a setting; nothing when all is well. Never quotes it: it may be a token. */
export type Check = (value: unknown) => Issue[]

/** A setting that must be so. */
export function must(be: string, fits: (value: unknown) => boolean): Check {
  return (value) => (fits(value) ? [] : [{ path: [], message: `must be ${be}` }])
}

/** True or false. */
export const flag = must("true or false", (value) => typeof value === "boolean")

/** Some text. */
export const text = must("text", (value) => typeof value === "string" && value !== "")

/** A name with a check of its own. */
export function named(nameProblem: (name: string) => string | undefined): Check {
  return (value) => {
    const issues = text(value)
    const message = issues.length > 0 ? undefined : nameProblem(value as string)
    return message === undefined ? issues : [{ path: [], message }]
  }
}

/** What is wrong with a token that is to stand in a header. */
export function tokenProblem(token: string): string | undefined {
  return /^[!-~]+$/.test(token) ? undefined : "must be printable ASCII without blanks or line breaks"
}

/** A token. */
export const token = named(tokenProblem)

/** A number within limits, both included. */
export function number(be: string, least: number, most = Infinity): Check {
  return must(be, (value) => Number.isFinite(value) && (value as number) >= least && (value as number) <= most)
}

/** A whole number within limits, both included. */
export function whole(be: string, least: number, most = Infinity): Check {
  return must(be, (value) => Number.isInteger(value) && (value as number) >= least && (value as number) <= most)
}

/** One of these words. */
export function oneOf(...words: readonly string[]): Check {
  return must(words.map((word) => `"${word}"`).join(" or "), (value) => words.includes(value as string))
}

/** A list of such settings. */
export function list(each: Check, be = "a list"): Check {
  return (value) =>
    Array.isArray(value)
      ? value.flatMap((entry, index) => below(index, each(entry)))
      : [{ path: [], message: `must be ${be}` }]
}

/** Such settings by name, where the name may be wrong as well. One that may be a secret is told by its place. */
export function byName(
  each: Check,
  nameProblem: (name: string) => string | undefined = () => undefined,
  isShown: (name: string) => boolean = () => true,
): Check {
  return (value) => {
    if (!isRecord(value)) return [{ path: [], message: "must be an object" }]
    return Object.entries(value).flatMap(([name, entry], index) => {
      const place = isShown(name) ? name : `#${index + 1}`
      const problem = nameProblem(name)
      if (problem !== undefined) return { path: [place], message: problem }
      return entry === undefined ? [] : below(place, each(entry))
    })
  }
}

/** An object of known settings, some of which are needed. */
export function options(known: Readonly<Record<string, Check>>, needed: readonly string[] = []): Check {
  return (value) => {
    if (!isRecord(value)) return [{ path: [], message: "must be an object" }]
    const missing = needed.filter((name) => value[name] === undefined)
    return [
      ...Object.keys(value).flatMap((name) => {
        const problem = unknownName(name, Object.keys(known))
        return problem === undefined ? [] : { path: [name], message: problem }
      }),
      ...missing.map((name) => ({ path: [name], message: "is missing" })),
      ...Object.entries(known).flatMap(([name, check]) =>
        value[name] === undefined ? [] : below(name, check(value[name])),
      ),
    ]
  }
}

/** What is wrong with a name that is none of these. */
export function unknownName(name: string, known: readonly string[], kind = "option"): string | undefined {
  if (known.includes(name)) return undefined
  const near = nearestWord(name, known)
  return `is no ${kind}, ${near === undefined ? `there are ${known.join(", ")}` : `did you mean \`${near}\`?`}`
}

function below(key: PropertyKey, issues: readonly Issue[]): Issue[] {
  return issues.map(({ path, message }) => ({ path: [key, ...path], message }))
}
