import type { ChatCompletion } from "../../schemas/chat-completion.ts"
import { isRecord } from "../../schemas/is-record.ts"
import type { Answer } from "../answer.ts"
import { toParts } from "../create-completion.ts"
import type { LocalCustomProvider } from "../local-gateway-options.ts"
import type { ProviderRefusal } from "../formats/wire-format.ts"
import { askUpstream, readUpstream } from "../models/ask-upstream.ts"
import { isUpstream } from "../models/is-upstream.ts"
import type { LocalModel, LocalUpstream } from "../models/local-model.ts"
import { toModelCompletion } from "../models/to-model-completion.ts"
import { toModelReply } from "../models/to-model-reply.ts"
import { toBrokenAnswer } from "./broken-model.ts"
import { fromResponse, fromScript, type Outcome } from "./from-response.ts"
import { parseObject } from "./incoming.ts"
import { isKeyTaken, refuseKey, type Paid } from "./is-key-taken.ts"
import { isCompat, toLocalRequest, type ProviderCall } from "./provider-call.ts"
import type { Service } from "./service.ts"
import { refuseBody } from "./refuse-body.ts"
import { toRecordHeaders } from "./to-record-headers.ts"

type ScriptedModel = Exclude<LocalModel, LocalUpstream>

/** One attempt: what was planned, else the model that is set up, else a custom provider's own host. */
export async function askModel(
  service: Service,
  call: ProviderCall,
  paid: Paid,
  signal: AbortSignal,
): Promise<Outcome> {
  if (service.latency > 0) await service.clock.sleep(service.latency, signal)
  if (!isKeyTaken(service, call, paid)) return refuseKey(call)
  const planned = call.incoming.isForgotten() ? undefined : service.nextReply()
  if (planned instanceof Response) return fromScript(planned)
  const model = planned ?? findCustom(call) ?? service.findModel(call.provider, call.model)
  if (typeof model === "object" && "baseURL" in model) return proxy(model.baseURL, call, paid, signal)
  if (isUpstream(model)) return relay(model, call, signal)
  const said = await say(service, call, paid, model).catch((error: unknown) => {
    signal.throwIfAborted()
    return toBrokenAnswer(`The local gateway's model threw: ${error instanceof Error ? error.message : String(error)}`)
  })
  return said instanceof Response ? fromScript(said) : said
}

async function say(
  { seed }: Service,
  call: ProviderCall,
  { credential }: Paid,
  model: ScriptedModel,
): Promise<Answer | Response> {
  const said = await toModelReply(model, toLocalRequest(call, credential), seed)
  if (said instanceof Response) return said
  const parts = toParts(said)
  return spell(call, toModelCompletion(parts, call.params), toRecordHeaders(parts.gateway))
}

function findCustom({ provider, account, gateway }: ProviderCall): LocalCustomProvider | undefined {
  if (!provider.startsWith("custom-")) return undefined
  const slug = provider.slice("custom-".length)
  const own = gateway?.settings.customProviders ?? {}
  return Object.hasOwn(own, slug) ? own[slug] : account.customProviders.find(slug)
}

function spell({ format, body, isStream }: ProviderCall, completion: ChatCompletion, headers: object = {}): Answer {
  return {
    // What no model here has words for.
    status: format.name === "plain" ? 501 : 200,
    headers: { "content-type": isStream ? "text/event-stream" : "application/json", ...headers },
    pieces: isStream ? format.toEvents(completion, body) : [JSON.stringify(format.toBody(completion, body))],
    isStream,
    completion,
  }
}

// A stream in OpenAI's words is passed on as it comes; for another API the whole answer is asked for, and spelled anew.
async function relay(upstream: LocalUpstream, call: ProviderCall, signal: AbortSignal): Promise<Outcome> {
  const isOpenAI = call.format.name === "openai-chat"
  const options = { fetch: globalThis.fetch, signal, stream: call.isStream && isOpenAI }
  const response = await reach(askUpstream(upstream, toLocalRequest(call, undefined), options), signal)
  if (response === "failed" || isOpenAI) return asAnswer(response)
  if (!response.ok) return refuseBody(await readRefusal(response), call.format)
  const completion = await readUpstream(response)
  return completion ? spell(call, completion) : "failed"
}

async function readRefusal(response: Response): Promise<ProviderRefusal> {
  const { status } = response
  const error = parseObject(await response.text())?.["error"]
  const message = isRecord(error) && typeof error["message"] === "string" ? error["message"] : `Upstream said ${status}`
  return { status, message, type: "api_error", code: null }
}

// Pure concatenation, the query kept (reference A5).
async function proxy(
  baseURL: string,
  call: ProviderCall,
  { credential, key }: Paid,
  signal: AbortSignal,
): Promise<Outcome> {
  const { incoming, surface, text } = call
  const headers = new Headers(call.headers)
  for (const name of Array.from(headers.keys()))
    if (name.startsWith("cf-aig-") || ownHeaders.test(name)) headers.delete(name)
  // The request's own key goes on as it came.
  if (key && credential.source === "stored") headers.set("authorization", `Bearer ${key}`)
  const named = isCompat(call) ? JSON.stringify({ ...call.body, model: call.model }) : undefined
  const sent = named ?? (surface === "native" ? incoming.bytes : text)
  const { method } = incoming
  const body = method === "GET" || method === "HEAD" ? {} : { body: sent }
  const url = `${baseURL.replace(/\/+$/, "")}/${call.endpoint}`
  return asAnswer(await reach(globalThis.fetch(url, { method, headers, signal, ...body }), signal))
}

// Of one connection, or for the local gateway.
const ownHeaders =
  /^(host|content-length|connection|keep-alive|transfer-encoding|te|trailer|upgrade|expect|x-local-gateway-fault)$/

async function reach(work: Promise<Response>, signal: AbortSignal): Promise<Response | "failed"> {
  try {
    return await work
  } catch {
    signal.throwIfAborted()
    return "failed"
  }
}

async function asAnswer(response: Response | "failed"): Promise<Outcome> {
  if (response === "failed") return response
  const answer = await fromResponse(response)
  if (answer === "failed") return answer
  // The body comes decoded, and in pieces of its own.
  const headers = Object.entries(answer.headers).filter(
    ([name]) => !/^(content-(length|encoding)|transfer-encoding|connection|keep-alive)$/.test(name),
  )
  return { ...answer, headers: Object.fromEntries(headers) }
}
