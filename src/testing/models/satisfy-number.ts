import type { Random } from "../random.ts"

interface NumberSchema {
  readonly [key: string]: unknown
}

/** A number within the bounds of a schema. */
export function satisfyNumber(schema: NumberSchema, isInteger: boolean, random: Random): number {
  const { lowest, highest } = boundsOf(schema, isInteger)
  const step = schema["multipleOf"]
  if (typeof step === "number" && step > 0) return multiple(step, lowest, highest, isInteger, random)
  if (isInteger) return wholeBetween(lowest, highest, random)
  // Away from both ends, which may be excluded; with two digits where that stays inside.
  const exact = lowest + (highest - lowest) * (0.1 + 0.8 * random())
  const short = Math.round(exact * 100) / 100
  return short > lowest && short < highest ? short : exact
}

function boundsOf(schema: NumberSchema, isInteger: boolean): { lowest: number; highest: number } {
  const { minimum, maximum, exclusiveMinimum: above, exclusiveMaximum: below } = schema
  // The draft of OpenAPI 3.0 marks a bound as excluded by `true`.
  const over = above === true ? minimum : above
  const under = below === true ? maximum : below
  const low = isInteger
    ? Math.max(
        numberOr(minimum, -Infinity, Math.ceil),
        numberOr(over, -Infinity, (bound) => Math.floor(bound) + 1),
      )
    : Math.max(numberOr(minimum, -Infinity), numberOr(over, -Infinity))
  const high = isInteger
    ? Math.min(
        numberOr(maximum, Infinity, Math.floor),
        numberOr(under, Infinity, (bound) => Math.ceil(bound) - 1),
      )
    : Math.min(numberOr(maximum, Infinity), numberOr(under, Infinity))
  const lowest = Number.isFinite(low) ? low : high < 0 ? high - 100 : 0
  return { lowest: Math.min(lowest, high), highest: Number.isFinite(high) ? high : lowest + 100 }
}

function numberOr(bound: unknown, otherwise: number, round = (bound: number) => bound): number {
  return typeof bound === "number" ? round(bound) : otherwise
}

function wholeBetween(lowest: number, highest: number, random: Random): number {
  return Math.floor(lowest + random() * (highest - lowest + 1))
}

// Products of decimals are a little off: 29 * 0.01 is no multiple of 0.01 to most validators, so others are tried.
function multiple(step: number, lowest: number, highest: number, isInteger: boolean, random: Random): number {
  const first = Math.ceil(lowest / step)
  const last = Math.max(Math.floor(highest / step), first)
  for (let attempt = 0; attempt < 50; attempt++) {
    const value = Number((wholeBetween(first, last, random) * step).toPrecision(12))
    if (Number.isInteger(value / step) && (!isInteger || Number.isInteger(value))) return value
  }
  return first * step
}
