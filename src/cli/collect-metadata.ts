import { InvalidArgumentError } from "commander"

/** Metadata as flags give it. */
export type Metadata = { readonly [key: string]: string | number | boolean }

/** Reads one more `key=value`; `true`, `false` and numbers become what they look like. */
export function collectMetadata(text: string, before: Metadata = {}): Metadata {
  const [, key, value] = /^([^=]+)=(.*)$/s.exec(text) ?? []
  if (key === undefined || value === undefined) throw new InvalidArgumentError("It must be key=value.")
  return Object.fromEntries([...Object.entries(before), [key, toValue(value)]])
}

function toValue(text: string): string | number | boolean {
  if (text === "true" || text === "false") return text === "true"
  // What would not come back the same is no number: `007`, `1e9999`, ids of twenty digits.
  return /^-?\d/.test(text) && String(Number(text)) === text ? Number(text) : text
}
