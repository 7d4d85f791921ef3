import type { Random } from "../random.ts"
import { toRegExp } from "./to-reg-exp.ts"

type Write = () => string

const alphabet = [
  ..."abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
  ..." !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~\n\téßЖΩ日😀",
]
// How many of these come first in `alphabet`, and are taken where they fit.
const plain = 62

/** A text of this length that matches a regular expression; `undefined` where none was found. Looking around and back is not understood. */
export function satisfyPattern(pattern: string, random: Random, shortest = 0, longest = Infinity): string | undefined {
  const regex = toRegExp(pattern)
  if (!regex) return undefined
  let stretch = 0
  const write = parsePattern(pattern, random, () => stretch)
  // How often `*` and `+` go round more than they must, until the length is right.
  const half = Math.ceil(shortest / 2)
  for (stretch of [3, 0, 1, 2, 4, 5, 6, 7, 8, half, shortest, shortest - 1, shortest + 1])
    for (let attempt = 0; attempt < 8; attempt++) {
      const text = write()
      const { length } = [...text]
      if (length >= shortest && length <= longest && regex.test(text)) return text
    }
  return undefined
}

function parsePattern(pattern: string, random: Random, stretch: () => number): Write {
  let rest = pattern
  const take = (regex: RegExp): RegExpExecArray | null => {
    const found = regex.exec(rest)
    if (found) rest = rest.slice(found[0].length)
    return found
  }
  const between = (few: number, many: number) => few + Math.floor(random() * (many - few + 1))

  const readAlternatives = (): Write => {
    const ways = [readSequence()]
    while (take(/^\|/)) ways.push(readSequence())
    return () => ways[between(0, ways.length - 1)]!()
  }
  const readSequence = (): Write => {
    const writes: Write[] = []
    while (rest !== "" && !/^[|)]/.test(rest)) writes.push(readRepeated(readAtom()))
    return () => writes.map((write) => write()).join("")
  }
  const readRepeated = (write: Write): Write => {
    const found = take(/^(?:([*+?])|\{(\d+)(,?)(\d*)\})\??/)
    if (!found) return write
    const [, sign, count, comma, limit] = found
    const few = sign ? (sign === "+" ? 1 : 0) : Number(count)
    const many = sign === "?" ? 1 : limit ? Number(limit) : sign || comma ? undefined : few
    return () => {
      const times =
        many === undefined ? few + Math.max(stretch(), 0) : between(few, Math.min(many, few + Math.max(stretch(), 1)))
      return Array.from({ length: times }, write).join("")
    }
  }
  const readAtom = (): Write => {
    if (take(/^(?:[\^$]|\\[bB])/)) return () => ""
    const group = take(/^\((?:\?(?:<?[=!]|:|<\w+>|[a-z-]*:))?/)
    if (group) {
      const inner = readAlternatives()
      take(/^\)/)
      return /[=!]$/.test(group[0]) ? () => "" : inner
    }
    const set = take(/^(?:\[\^?(?:\\[^]|[^\]\\])*\]|\\u\{\w+\}|\\u\w{4}|\\x\w\w|\\[pP]\{[^}]+\}|\\[^]|\.)/)
    if (set) return oneOf(set[0])
    const [character] = take(/^[^]/u)!
    return () => character
  }
  const oneOf = (source: string): Write => {
    const regex = toRegExp(`^${source}$`)
    const fitting = alphabet.filter((character) => regex?.test(character))
    const common = fitting.filter((character) => alphabet.indexOf(character) < plain)
    const characters = common.length > 0 ? common : fitting
    return () => characters[between(0, characters.length - 1)] ?? ""
  }
  return readAlternatives()
}
