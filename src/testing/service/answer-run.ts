import { isRecord } from "../../schemas/is-record.ts"
import type { Answer } from "../answer.ts"
import { bareWorkersAI } from "../binding/bare-workers-ai.ts"
import { anthropicMessages } from "../formats/anthropic-messages.ts"
import { openaiChat } from "../formats/openai-chat.ts"
import { orMedia } from "../formats/or-media.ts"
import { workersAI } from "../formats/workers-ai.ts"
import type { JSONObject, WireFormat } from "../formats/wire-format.ts"
import type { AdmittedToApi } from "./admitted.ts"
import { answerCall } from "./answer-call.ts"
import { backgroundProblem } from "./background-problem.ts"
import { resolveCatalogueModel } from "./catalogue-model.ts"
import { createCall } from "./create-call.ts"
import { parseObject } from "./incoming.ts"
import { refuse, withInputProblem } from "./refuse.ts"
import { refuseBody } from "./refuse-body.ts"
import type { Service } from "./service.ts"

/** `POST /ai/run` with `{ model, input, options }`, or flat with the model in the path; and `env.AI.run`: flat, and in no envelope. */
export async function answerRun(
  service: Service,
  admitted: AdmittedToApi,
  body: JSONObject,
  model: unknown,
  isFlat: boolean,
): Promise<Answer> {
  const { isBinding } = admitted.incoming
  const surface = isBinding ? "binding" : "run"
  const input = isFlat ? body : body["input"]
  const options = isRecord(body["options"]) && !isFlat ? body["options"] : {}
  const wrong = backgroundProblem(options)
  if (wrong !== undefined) return refuse(surface, withInputProblem(wrong))
  const named = resolveCatalogueModel(model, "run")
  if ("refusal" in named) return refuse(surface, named.refusal)
  if (!isRecord(input)) return refuse(surface, withInputProblem("required: input"))
  const format = formatOfRun(named.provider, isBinding, input)
  const call = createCall(service, {
    ...admitted,
    ...named,
    surface,
    modelName: model as string,
    endpoint: "run",
    format,
    body: input,
    text: admitted.incoming.text,
  })
  // Workers AI has numbers of its own for this.
  if (typeof call === "string")
    return named.provider === "workers-ai" ? refuseBody(call, format) : refuse(surface, withInputProblem(call))
  const answer = await answerCall(service, call)
  if (answer.status >= 300) return answer
  if (options["background"] === true) return queued(service, answer)
  return answer.isStream || named.provider === "workers-ai" ? answer : withKeySource(answer, isBinding)
}

// Most providers speak OpenAI's chat here; Anthropic and Workers AI keep their own (reference A1).
function formatOfRun(provider: string, isBinding: boolean, input: JSONObject): WireFormat {
  if (provider === "workers-ai") return orMedia(isBinding ? bareWorkersAI : workersAI, input)
  return orMedia(provider === "anthropic" ? anthropicMessages : openaiChat, input, ["messages"])
}

// What the immediate answer looks like is not documented. Nothing is sent to the webhook.
function queued(service: Service, answer: Answer): Answer {
  if (answer.pieces instanceof ReadableStream) answer.pieces.cancel().catch(() => {})
  return withResult(answer, { id: service.createId(), state: "Queued" })
}

// What is no JSON object passes as it is.
function withKeySource(answer: Answer, isBare: boolean): Answer {
  const result = Array.isArray(answer.pieces) ? parseObject(answer.pieces.join("")) : undefined
  const keySource = answer.credential === "unified" ? "Unified" : "BYOK"
  if (!result) return answer
  const told = { ...result, gatewayMetadata: { keySource } }
  return isBare ? { ...answer, pieces: [JSON.stringify(told)] } : withResult(answer, told)
}

function withResult(answer: Answer, result: object): Answer {
  return {
    ...answer,
    headers: { ...answer.headers, "content-type": "application/json" },
    pieces: [JSON.stringify({ result, success: true, errors: [], messages: [] })],
    isStream: false,
  }
}
