import type { GatewayRecord } from "../gateway/gateway-record.ts"
import type { ChatCompletion } from "../schemas/chat-completion.ts"

/** `gateway` is not enumerable at run time; declared as an accessor of a class, a spread drops it in the types too. */
export declare abstract class WithGateway {
  /** Everything known of the request. Not enumerable: JSON, spread and deep equality see the wire's object alone. */
  get gateway(): GatewayRecord
}

/** A whole answer as it stood on the wire, with the gateway's record beside it. */
export type ChatCompletionReply = ChatCompletion & WithGateway

/** Puts the record beside the wire's own object. It is read from the headers when somebody asks: that costs as much as parsing the reply. */
export function createReply(completion: ChatCompletion, record: () => GatewayRecord): ChatCompletionReply {
  return Object.defineProperty(completion, "gateway", {
    get: record,
    enumerable: false,
    configurable: true,
  }) as ChatCompletionReply
}
