import { resolveReply, type LocalRequest, type ReplyParts } from "../local-reply.ts"
import { createRandom } from "../random.ts"
import { answerAs } from "./answer-as.ts"
import { assertReply } from "./assert-model.ts"
import type { LocalModel, LocalUpstream } from "./local-model.ts"

/** What a model says to a request; the same seed makes the same JSON up for the same schema, whatever was asked before. */
export async function toModelReply(
  model: Exclude<LocalModel, LocalUpstream>,
  request: LocalRequest,
  seed = 0,
): Promise<string | ReplyParts | Response> {
  if (typeof model === "object" && "use" in model) return answerAs(model.use, request.params, createRandom(seed))
  const reply = await resolveReply(model, request)
  assertReply(reply)
  // The next request gets the same one: its body must stay unread.
  return reply === model && reply instanceof Response ? reply.clone() : reply
}
