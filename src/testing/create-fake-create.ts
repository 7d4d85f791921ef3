import type { ChatCompletionStream } from "../completion/completion-stream.ts"
import type { ChatCompletionReply } from "../completion/reply.ts"
import { headerEntries } from "../gateway/headers-input.ts"
import type { RequestOptions } from "../gateway/request-options.ts"
import type { ChatCompletionParams } from "../schemas/chat-completion-params.ts"
import { createCompletion, createCompletionStream } from "./create-completion.ts"
import { resolveReply, type LocalReply, type LocalRequest } from "./local-reply.ts"

/** A `create` for fakes, which notes its calls. */
export interface FakeCreate {
  <S extends boolean = false>(
    params: ChatCompletionParams<S>,
    options?: RequestOptions,
  ): Promise<S extends true ? ChatCompletionStream : ChatCompletionReply>
  readonly calls: readonly LocalRequest[]
}

/**
 * A `create` that answers without any client: whole or streamed as asked.
 *
 * @example
 * const create = createFakeCreate("short")
 * const summarise = createSummariser({ create })
 */
export function createFakeCreate(reply: LocalReply): FakeCreate {
  const calls: LocalRequest[] = []
  const create = async (
    params: ChatCompletionParams,
    options: RequestOptions = {},
  ): Promise<ChatCompletionReply | ChatCompletionStream> => {
    options.signal?.throwIfAborted()
    const headers = new Headers()
    for (const [name, value] of headerEntries(options.headers)) if (value != null) headers.set(name, value)
    // `workers-ai/@cf/…` has a slash in the model's own name.
    const [provider = "", ...model] = params.model.split("/")
    const request: LocalRequest = {
      method: "POST",
      url: new URL("https://gateway.ai.cloudflare.com/fake/compat/chat/completions"),
      headers,
      params,
      gateway: options.gateway ?? {},
      surface: "compat",
      provider,
      model: model.join("/"),
      body: params,
      step: 0,
    }
    calls.push(request)
    const said = await resolveReply(reply, request)
    if (said instanceof Response)
      throw new TypeError("createFakeCreate takes a text or its parts: for a whole Response use createLocalGateway")
    return params.stream ? createCompletionStream(said) : createCompletion(said)
  }
  return Object.assign(create as Omit<FakeCreate, "calls"> as FakeCreate, { calls })
}
