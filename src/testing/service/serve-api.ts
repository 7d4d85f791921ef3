import type { Answer } from "../answer.ts"
import { errorRows } from "../error-replies.ts"
import { decodePath } from "../formats/decode-path.ts"
import { anthropicMessages } from "../formats/anthropic-messages.ts"
import { openaiChat } from "../formats/openai-chat.ts"
import { openaiEmbeddings } from "../formats/openai-embeddings.ts"
import { openaiResponses } from "../formats/openai-responses.ts"
import type { JSONObject, WireFormat } from "../formats/wire-format.ts"
import { admitToGateway } from "./admit-to-gateway.ts"
import type { AdmittedToApi } from "./admitted.ts"
import { answerCall } from "./answer-call.ts"
import { answerRun } from "./answer-run.ts"
import { may, readBearer } from "./authenticate.ts"
import { createCall } from "./create-call.ts"
import { parseObject, type Incoming } from "./incoming.ts"
import { resolveCatalogueModel } from "./catalogue-model.ts"
import { refuse, withInputProblem } from "./refuse.ts"
import { refuseBody } from "./refuse-body.ts"
import { searchModels } from "./search-models.ts"
import type { Service } from "./service.ts"

const formats: { readonly [path: string]: WireFormat | undefined } = {
  "v1/chat/completions": openaiChat,
  "v1/responses": openaiResponses,
  "v1/messages": anthropicMessages,
  "v1/embeddings": openaiEmbeddings,
}

/** Answers `api.cloudflare.com/client/v4/accounts/{account}/ai/…`: `path` is what comes after `ai/`, with its query. */
export async function serveApi(
  service: Service,
  names: { readonly account: string; readonly path: string },
  incoming: Incoming,
): Promise<Answer> {
  const account = service.accounts.get(names.account)
  if (!account) return refuse("rest", errorRows["7003-route"])
  if (!incoming.isBinding && !may(service, account, readBearer(incoming.headers), "Workers AI Read"))
    return refuse("rest", errorRows["10000"])
  const path = decodePath(names.path.replace(/\?.*$/, ""))
  if (/^(GET|HEAD)$/.test(incoming.method) && path === "models/search")
    return searchModels(service, incoming.url.searchParams)
  const body = parseObject(incoming.text)
  const isRun = path === "run" || path.startsWith("run/@")
  const format = Object.hasOwn(formats, path) ? formats[path] : undefined
  if (incoming.method !== "POST" || !(format || isRun)) return refuse("rest", errorRows["7003-route"])
  if (!body) return refuse("rest", withInputProblem("the body must be a JSON object"))
  const model = isRun && path !== "run" ? path.slice("run/".length) : body["model"]
  const admitted = admitToGateway(service, account, incoming, model)
  if ("status" in admitted) return refuse("rest", admitted)
  if (isRun) return answerRun(service, admitted, body, model, path !== "run")
  return answerOpenAI(service, admitted, body, path, format!)
}

async function answerOpenAI(
  service: Service,
  admitted: AdmittedToApi,
  body: JSONObject,
  path: string,
  format: WireFormat,
): Promise<Answer> {
  const named = resolveCatalogueModel(body["model"], path)
  if ("refusal" in named) return refuse("rest", named.refusal)
  const call = createCall(service, {
    ...admitted,
    ...named,
    surface: "rest",
    modelName: body["model"] as string,
    endpoint: path,
    format,
    body,
    text: admitted.incoming.text,
  })
  if (typeof call !== "string") return answerCall(service, call)
  return format === openaiChat ? refuse("rest", withInputProblem(call)) : refuseBody(call, format)
}
