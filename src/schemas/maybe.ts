import * as z from "zod/mini"
import { custom } from "./custom.ts"

// Only what no provider could take is refused in a request: enumerations, part types and unknown keys are theirs to judge.
export const isText = (value: unknown): value is string => typeof value === "string"
export const isName = (value: unknown): boolean => isText(value) && value !== ""
export const isObject = (value: unknown): boolean => typeof value === "object" && value !== null
export const isListOf =
  (isEntry: (value: unknown) => boolean) =>
  (value: unknown): boolean =>
    Array.isArray(value) && value.every(isEntry)

/** A value that may be absent or null, else has to be good. */
export const maybe = <T>(isGood: (value: any) => boolean, wrong: string) =>
  z.optional(custom<T | null | undefined>((value) => value == null || isGood(value), wrong))
