import { isRecord } from "../../schemas/is-record.ts"
import type { Answer } from "../answer.ts"
import { errorRows } from "../error-replies.ts"
import { anthropicMessages } from "../formats/anthropic-messages.ts"
import { openaiChat } from "../formats/openai-chat.ts"
import { workersAI } from "../formats/workers-ai.ts"
import type { JSONObject, WireFormat } from "../formats/wire-format.ts"
import { answerCall } from "./answer-call.ts"
import { resolveCatalogueModel } from "./catalogue-model.ts"
import { createCall } from "./create-call.ts"
import { refuse, withMessage } from "./refuse.ts"
import type { AdmittedToApi } from "./admitted.ts"
import type { Service } from "./service.ts"

/** `POST /ai/run` with `{ model, input, options }`, or flat with the model in the path. */
export async function answerRun(
  service: Service,
  admitted: AdmittedToApi,
  body: JSONObject,
  model: unknown,
  isFlat: boolean,
): Promise<Answer> {
  const input = isFlat ? body : body["input"]
  const options = isRecord(body["options"]) && !isFlat ? body["options"] : {}
  const wrong = wrongOption(options)
  if (wrong) return refuse("run", withMessage(errorRows["7003-input"], wrong))
  const named = resolveCatalogueModel(model, "run")
  if ("refusal" in named) return refuse("run", named.refusal)
  if (!isRecord(input)) return refuse("run", errorRows["7003-input"])
  const format = formatOfRun(named.provider)
  const call = createCall(service, {
    ...admitted,
    ...named,
    surface: "run",
    modelName: model as string,
    endpoint: "run",
    format,
    body: input,
    text: admitted.incoming.text,
  })
  if (typeof call === "string") return refuse("run", withMessage(errorRows["7003-input"], call))
  // What the immediate answer looks like is not documented.
  if (options["background"] === true) return whole({ id: service.createId(), state: "Queued" })
  const answer = await answerCall(service, call)
  return answer.isStream || answer.status >= 300 || named.provider === "workers-ai" ? answer : inEnvelope(answer)
}

function wrongOption({ background, webhookUrl, webhookFormat }: JSONObject): string | undefined {
  const said = "Model execution failed (User Input Error): options."
  if (webhookUrl !== undefined && background !== true) return `${said}webhookUrl needs background`
  if (webhookFormat !== undefined && webhookUrl === undefined) return `${said}webhookFormat needs webhookUrl`
  return webhookUrl !== undefined && !String(webhookUrl).startsWith("https:") ? `${said}webhookUrl must be https` : undefined
}

// Most providers speak OpenAI's chat here; Anthropic and Workers AI keep their own (reference A1).
function formatOfRun(provider: string): WireFormat {
  if (provider === "workers-ai") return workersAI
  return provider === "anthropic" ? anthropicMessages : openaiChat
}

function inEnvelope(answer: Answer): Answer {
  const result = JSON.parse((answer.pieces as readonly string[]).join(""))
  const keySource = answer.credential === "unified" ? "Unified" : "BYOK"
  return { ...answer, ...whole({ ...result, gatewayMetadata: { keySource } }), headers: answer.headers }
}

function whole(result: object): Answer {
  return {
    status: 200,
    headers: { "content-type": "application/json" },
    pieces: [JSON.stringify({ result, success: true, errors: [], messages: [] })],
    isStream: false,
  }
}
