import * as z from "zod/mini"
import type { ProviderSlug } from "../gateway/known-models.ts"
import { isRecord } from "./is-record.ts"
import { isName, isText, maybe } from "./maybe.ts"

/** One try of the universal endpoint: a provider's own request. */
export interface UniversalStep<S extends boolean = boolean> {
  /** The provider as in URLs, `custom-{slug}`, or `compat` for a chat completion of any `provider/model`. */
  provider: ProviderSlug | "compat" | "perplexity-ai" | (string & {})
  /** The path after the provider, with its query if it has one: `chat/completions`, `v1/messages`, `@cf/…`. */
  endpoint: string
  /** The provider's headers. They go before ours; `null` keeps one of ours off, a key of the client's too. */
  headers?: { readonly [name: string]: string | null | undefined } | undefined
  /** The body, in the provider's own words and with its own model id. */
  query: {
    /** `true` gives a `RawStream`: in all steps or in none. */
    readonly stream?: S | null | undefined
    readonly [key: string]: unknown
  }
  /** The gateway's own attempts at this step, before it goes on to the next. */
  config?: UniversalStepConfig | undefined
}

/** How patient the gateway is with a step. */
export interface UniversalStepConfig {
  /** Milliseconds to the provider's first byte. */
  requestTimeout?: number | undefined
  /** 1 to 5. Where a step has it, our own `maxRetries` is 0 unless you give it. */
  maxAttempts?: number | undefined
  /** Milliseconds between attempts, up to 60 000. */
  retryDelay?: number | undefined
  backoff?: "constant" | "linear" | "exponential" | undefined
}

const object = (wrong: string) => z.custom<object>(isRecord, wrong)

/** The steps, as loosely as the endpoint reads them. */
export const universalStepsSchema = z.looseObject({
  steps: z.array(
    z.looseObject({
      provider: z.custom<string>(isName, "is missing, or no text"),
      endpoint: z.custom<string>(isText, "must be the path after the provider"),
      headers: maybe<object>(isHeaders, "must be an object of texts"),
      query: object("must be an object: the provider's body"),
      config: maybe<object>(isRecord, "must be an object"),
    }),
    "must be a list: [{ provider, endpoint, query }]",
  ),
})

function isHeaders(value: unknown): boolean {
  return isRecord(value) && Object.values(value).every((text) => text == null || isText(text))
}
