import type { Random } from "../random.ts"
import type { Work } from "./create-work.ts"
import { toRegExp } from "./to-reg-exp.ts"

/** A regular expression to write texts by, and to judge them, in time that grows with the text alone. */
export interface Pattern {
  /** A text; `*` and `+` go round `stretch` times more than they must. */
  write(stretch: number): string
  /** Whether a text holds what is meant. */
  isIn(text: string): boolean
}

type Places = ReadonlySet<number>

interface Part {
  write(): string
  /** Where it may end that begins at one of these. */
  ends(starts: Places): Places
}

const alphabet = [
  ..."abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
  ..." !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~\n\téßЖΩ日😀",
]
// How many of these come first in `alphabet`, and are taken where they fit.
const plain = 62
// Groups within groups: below, nothing is read.
const deepest = 100
// Steps for one text, which is no longer than half of them.
const mostSteps = 30_000

const nowhere: Places = new Set()
const nothing: Part = { write: () => "", ends: (starts) => starts }

/** Reads a pattern; nothing where it is none. Looking back at what a group held is not understood. */
export function parsePattern(pattern: string, random: Random, work: Work): Pattern | undefined {
  if (!toRegExp(pattern)) return undefined
  let rest = pattern
  let stretch = 0
  let left = 0
  let text: readonly string[] = []

  const take = (regex: RegExp): RegExpExecArray | null => {
    const found = regex.exec(rest)
    if (found) rest = rest.slice(found[0].length)
    return found
  }
  const between = (few: number, many: number) => few + Math.floor(random() * (many - few + 1))
  const spend = (steps = 1) => {
    left -= steps
    work.steps -= steps
    return left > 0 && work.steps > 0
  }
  const where = (starts: Places, holds: (place: number) => boolean, step = 0): Places =>
    spend(starts.size) ? new Set([...starts].filter(holds).map((place) => place + step)) : nowhere

  const readAlternatives = (level: number): Part => {
    if (level > deepest) return nothing
    const ways = [readSequence(level)]
    while (take(/^\|/)) ways.push(readSequence(level))
    return {
      write: () => ways[between(0, ways.length - 1)]!.write(),
      ends: (starts) => new Set(ways.flatMap((way) => [...way.ends(starts)])),
    }
  }
  const readSequence = (level: number): Part => {
    const parts: Part[] = []
    while (rest !== "" && !/^[|)]/.test(rest)) parts.push(readRepeated(readAtom(level)))
    return {
      write: () => parts.map((part) => part.write()).join(""),
      ends: (starts) => parts.reduce((places, part) => (places.size > 0 ? part.ends(places) : places), starts),
    }
  }
  const readRepeated = (part: Part): Part => {
    const found = take(/^(?:([*+?])|\{(\d+)(,?)(\d*)\})\??/)
    if (!found) return part
    const [, sign, count, comma, limit] = found
    const few = sign ? (sign === "+" ? 1 : 0) : Number(count)
    const many = sign === "?" ? 1 : limit ? Number(limit) : sign || comma ? undefined : few
    const write = () => {
      const times =
        many === undefined ? few + Math.max(stretch, 0) : between(few, Math.min(many, few + Math.max(stretch, 1)))
      let written = ""
      for (let time = 0; time < times && spend(); time++) written += part.write()
      return written
    }
    return { write, ends: (starts) => endsOfRepeated(part, starts, few, many ?? Infinity, spend) }
  }
  const readAtom = (level: number): Part => {
    const edge = take(/^(?:[\^$]|\\[bB])/)?.[0]
    if (edge !== undefined) return { write: () => "", ends: (starts) => where(starts, (place) => isEdge(edge, place)) }
    const group = take(/^\((?:\?(?:<?[=!]|:|<\w+>|[a-z-]*:))?/)
    if (group) {
      const inner = readAlternatives(level + 1)
      take(/^\)/)
      return /[=!]$/.test(group[0]) ? aside(inner, group[0]) : inner
    }
    if (take(/^\\(?:[1-9]\d*|k<\w+>)/)) return { write: () => "", ends: () => nowhere }
    const set = take(/^(?:\[\^?(?:\\[^]|[^\]\\])*\]|\\u\{\w+\}|\\u\w{4}|\\x\w\w|\\[pP]\{[^}]+\}|\\[^]|\.)/)
    if (set) return oneOf(set[0])
    const [character] = take(/^[^]/u)!
    return oneCharacter([character], (other) => other === character)
  }
  const isEdge = (edge: string, place: number): boolean => {
    if (edge === "^") return place === 0
    if (edge === "$") return place === text.length
    const isWord = (character = "") => /\w/.test(character)
    return (isWord(text[place - 1]) !== isWord(text[place])) === (edge === "\\b")
  }
  // Looking ahead and behind.
  const aside = (inner: Part, opening: string): Part => {
    const holds = (place: number) => {
      if (!opening.includes("<")) return inner.ends(new Set([place])).size > 0
      for (let start = 0; start <= place && spend(); start++) if (inner.ends(new Set([start])).has(place)) return true
      return false
    }
    return {
      write: () => "",
      ends: (starts) => where(starts, (place) => holds(place) === opening.endsWith("=")),
    }
  }
  const oneOf = (source: string): Part => {
    const regex = toRegExp(`^${source}$`)
    const fits = (character: string) => regex?.test(character) ?? false
    const fitting = alphabet.filter(fits)
    const common = fitting.filter((character) => alphabet.indexOf(character) < plain)
    return oneCharacter(common.length > 0 ? common : fitting, fits)
  }
  const oneCharacter = (characters: readonly string[], fits: (character: string) => boolean): Part => ({
    write: () => (spend() && characters.length > 0 ? characters[between(0, characters.length - 1)]! : ""),
    ends: (starts) => where(starts, (place) => place < text.length && fits(text[place]!), 1),
  })

  const whole = readAlternatives(0)
  return {
    write(times) {
      stretch = times
      left = mostSteps
      return whole.write()
    },
    isIn(given) {
      text = Array.from(given)
      left = Infinity
      const ends = whole.ends(new Set([...text.keys(), text.length]))
      // What was not judged to its end is not said to fit.
      return ends.size > 0 && work.steps > 0
    },
  }
}

function endsOfRepeated(part: Part, starts: Places, few: number, many: number, spend: () => boolean): Places {
  let places = starts
  for (let time = 0; time < few && spend(); time++) {
    const next = part.ends(places)
    // Once nothing changes, nothing will.
    if (next.size === places.size && [...next].every((place) => places.has(place))) break
    places = next
  }
  const all = new Set(places)
  let last = places
  for (let time = few; time < many && last.size > 0; time++) {
    last = new Set([...part.ends(last)].filter((place) => !all.has(place)))
    for (const place of last) all.add(place)
  }
  return all
}
