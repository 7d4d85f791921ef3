import type { LocalReply } from "../local-reply.ts"

/**
 * Who answers: a reply or a function of the request, one of the kinds that come along, or a real server.
 *
 * - `echo`: the last user message again, word by word; where a tool is forced or a JSON schema given, what satisfies it
 * - `tools`: calls the first tool until its result has come, then says the result
 * - `json`: JSON that satisfies the given schema, `{}` without one
 * - `reasoning`: thinks first, then echoes
 * - `refusal`: declines
 */
export type LocalModel = LocalReply | { readonly use: ModelKind } | LocalUpstream

export type ModelKind = "echo" | "tools" | "json" | "reasoning" | "refusal"

/** An OpenAI-compatible server: Ollama, llama.cpp, vLLM, or another gateway. */
export interface LocalUpstream {
  /** Its base, e.g. `http://127.0.0.1:11434/v1`. */
  readonly upstream: string
  /** The model's name there. @default the asked model without its provider */
  readonly model?: string | undefined
  /** Sent as `Authorization: Bearer`. */
  readonly apiKey?: string | undefined
}
