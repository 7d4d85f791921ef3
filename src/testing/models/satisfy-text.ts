import type { Random } from "../random.ts"
import { createWork } from "./create-work.ts"
import { parsePattern } from "./parse-pattern.ts"
import { longestText, satisfyPattern } from "./satisfy-pattern.ts"

const words = ["amber", "birch", "cedar", "delta", "ember", "fjord", "grove", "haven", "inlet", "jetty"]

type Write = (word: string, random: Random) => string

// Addresses and names that are kept for documentation.
const formats: { readonly [format: string]: Write } = {
  "date-time": (_, random) => `${date(random)}T09:30:00Z`,
  date: (_, random) => date(random),
  time: () => "09:30:00Z",
  duration: (_, random) => `P${digit(random)}D`,
  email: (word) => `${word}@example.com`,
  "idn-email": (word) => `${word}@example.com`,
  hostname: (word) => `${word}.example.com`,
  "idn-hostname": (word) => `${word}.example.com`,
  ipv4: (_, random) => `192.0.2.${digit(random)}`,
  ipv6: (_, random) => `2001:db8::${digit(random)}`,
  uri: (word) => `https://example.com/${word}`,
  url: (word) => `https://example.com/${word}`,
  iri: (word) => `https://example.com/${word}`,
  "uri-reference": (word) => `/${word}`,
  "json-pointer": (word) => `/${word}`,
  uuid: (_, random) =>
    "xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx".replace(/x/g, () => Math.floor(random() * 16).toString(16)),
}

/** A text with the pattern, format and length of a schema; a few words where it asks for none of these. */
export function satisfyText(schema: { readonly [key: string]: unknown }, random: Random, work = createWork()): string {
  const { pattern, format, minLength, maxLength } = schema
  const asked = typeof minLength === "number" ? Math.min(minLength, longestText) : 0
  const shortest = asked <= work.characters ? asked : 0
  work.characters -= shortest
  const longest = typeof maxLength === "number" ? maxLength : Infinity
  const nextWord = () => words[Math.floor(random() * words.length)]!
  const formatted = Object.hasOwn(formats, String(format)) ? formats[String(format)]!(nextWord(), random) : undefined
  if (typeof pattern === "string") {
    // A format that comes with a pattern is mostly said twice.
    if (formatted !== undefined && parsePattern(pattern, random, work)?.isIn(formatted)) return formatted
    const matching = satisfyPattern(pattern, random, shortest, longest, work)
    if (matching !== undefined) return matching
  }
  if (formatted !== undefined) return formatted
  let text = nextWord()
  while (text.length < shortest) text += ` ${nextWord()}`
  return text.slice(0, Math.max(longest === Infinity ? text.length : longest, 0))
}

function date(random: Random): string {
  return `2026-01-0${digit(random)}`
}

function digit(random: Random): number {
  return 1 + Math.floor(random() * 9)
}
