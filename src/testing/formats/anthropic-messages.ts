import { readText } from "./read-json.ts"
import { toMessageEvents } from "./to-message-events.ts"
import { toMessagesParams } from "./to-messages-params.ts"
import { toMessageReply } from "./to-message-reply.ts"
import type { WireFormat } from "./wire-format.ts"

/** Anthropic's messages. */
export const anthropicMessages: WireFormat = {
  name: "anthropic-messages",
  toModel: (body) => readText(body["model"]),
  isStream: (body) => body["stream"] === true,
  toParams: toMessagesParams,
  toBody: (completion) => toMessageReply(completion),
  toEvents: (completion) => toMessageEvents(completion),
  toError: ({ status, message }) => ({
    type: "error",
    error: { type: types[status] ?? (status < 500 ? "invalid_request_error" : "api_error"), message },
    request_id: "req_local",
  }),
}

const types: { readonly [status: number]: string } = {
  401: "authentication_error",
  402: "billing_error",
  403: "permission_error",
  404: "not_found_error",
  413: "request_too_large",
  429: "rate_limit_error",
  504: "timeout_error",
  529: "overloaded_error",
}
