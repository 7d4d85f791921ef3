import type { WithGateway } from "../gateway/with-gateway.ts"
import type { ChatCompletion } from "../schemas/chat-completion.ts"

/** A whole answer as it stood on the wire, with the gateway's record beside it. */
export type ChatCompletionReply = ChatCompletion & WithGateway
