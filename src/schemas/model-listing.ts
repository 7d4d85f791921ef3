import * as z from "zod/mini"
import { isName } from "./maybe.ts"

/**
 * A model that can be asked, as the listing has it, in its words: compat's tell prices, Workers AI's tell what a model is for. `toPrice` reads
 * the prices of both. Others come at run time.
 */
export interface ModelListing {
  /**
   * What goes into `model` of a call: `openai/gpt-5-mini`, `workers-ai/@cf/…`, `@cf/…`. It is the wire's own on compat. Where Workers AI is
   * searched the wire has a number of its catalogue here, which nothing else takes: there this is the `name`.
   */
  id: string
  /** Compat: `model`. */
  object?: string
  /** Compat: the provider. */
  owned_by?: string
  /** US dollars a token of the prompt, on compat. */
  cost_in?: number | null
  /** US dollars a token of the answer, on compat. */
  cost_out?: number | null
  /** Seconds since 1970 on compat, text elsewhere. */
  created_at?: number | string | null
  /** Workers AI: the model's name. */
  name?: string
  /** Workers AI: what it is, in a sentence. */
  description?: string
  /** Workers AI: what it is for, `Text Generation` among others. */
  task?: { id?: string; name: string; description?: string } | null
  source?: number
  tags?: string[]
  /** Workers AI: `context_window`, `function_calling`, `price`, … Values are text, numbers or lists, from model to model. */
  properties?: { property_id: string; value: unknown }[]
}

/** A page of models: each has an id, whatever else it tells. */
export const modelListingsSchema = z.array(
  z.looseObject({ id: z.custom<string>(isName, "is missing, or no text") }),
  "must be a list",
)
