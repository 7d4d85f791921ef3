import * as z from "zod/mini"
import { isText, maybe } from "./maybe.ts"

/** Which models are listed; without any of these, all. */
export interface ModelListingParams {
  /** Part of the name; where Workers AI is searched, or of the description. */
  search?: string | undefined
  /** Who made it, or offers it: `meta`, `openai`. */
  author?: string | undefined
  /** What it is for: `Text Generation`, `Text Embeddings`, … Compat does not tell. */
  task?: string | undefined
  /** Where it comes from, by Cloudflare's number. Compat does not tell. */
  source?: number | undefined
  /** Leave out what is experimental. Compat does not tell. */
  hide_experimental?: boolean | undefined
  /** With those that are on their way out. Compat does not tell. */
  include_deprecated?: boolean | undefined
  /** How many come with one request, where they come in pages. @default 100 */
  per_page?: number | undefined
}

const text = maybe<string>(isText, "must be text")
const number = maybe<number>(Number.isFinite, "must be a number")
const flag = maybe<boolean>((value) => typeof value === "boolean", "must be true or false")

/** The query of a listing. */
export const modelListingParamsSchema = z.looseObject({
  search: text,
  author: text,
  task: text,
  source: number,
  hide_experimental: flag,
  include_deprecated: flag,
  per_page: number,
})
