import { InvalidArgumentError } from "commander"

/** Reads a flag that is a whole number. */
export function parseWholeNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError("It must be a whole number.")
  return Number(text)
}
