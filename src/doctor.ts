import type { ChatClient } from "./chat-client.ts"
import {
  diagnose,
  hostOf,
  isMarked,
  isRefusedToken,
  isWorkersAI,
  noGateway,
  providerOf,
  type CallFacts,
  type Diagnosis,
  type DoctorStepName,
} from "./gateway/diagnose.ts"
import { isGatewayError } from "./errors.ts"
import type { GatewayOptions } from "./gateway/gateway-options.ts"
import type { GatewayRecord } from "./gateway/gateway-record.ts"
import { isRouted } from "./gateway/resolve-model.ts"

/** One check. A `fix` beside `ok: true` is advice: it works, and could be better. */
export interface DoctorStep {
  readonly name: DoctorStepName
  readonly ok: boolean
  /** Could not be told, mostly because an earlier check failed. `ok` is false then, and there is no `fix`. */
  readonly skipped?: boolean | undefined
  /** What was found. */
  readonly detail?: string | undefined
  /** What to do. */
  readonly fix?: string | undefined
}

/** What a doctor may be told. */
export interface DoctorOptions {
  /** The model to ask. @default "anthropic/claude-sonnet-4-5" */
  model?: string | undefined
  /** Ends the examination, which rejects with its reason. */
  signal?: AbortSignal | undefined
}

/** What came of a call: all undefined for none. */
interface Outcome {
  readonly gateway?: GatewayRecord | undefined
  readonly error?: unknown
}

interface Probe {
  readonly gateway: GatewayOptions
  readonly stream?: boolean | undefined
  /** Without the Cloudflare token. */
  readonly isAnonymous?: boolean | undefined
}

/** The checks in their order. */
export const doctorSteps: readonly DoctorStepName[] = [
  "configuration",
  "host",
  "gateway",
  "authentication",
  "token",
  "credential",
  "model",
  "stream",
  "cache",
]

/**
 * Looks a set-up over, step by step, and names the fix of what is wrong. It rejects on an abort alone; what fails is data.
 *
 * Where all is well it sends 4 requests, 5 with Unified Billing. Two of them are paid, about 20 tokens each: one is answered by the cache, and
 * the others are meant to be refused.
 *
 * @example
 * for (const { name, ok, fix } of await doctor(client)) if (!ok) console.log(name, fix)
 */
export async function doctor(client: ChatClient, options: DoctorOptions = {}): Promise<DoctorStep[]> {
  const { model = "anthropic/claude-sonnet-4-5", signal } = options
  signal?.throwIfAborted()
  const facts = readFacts(client, model)
  if ("step" in facts) return toSteps({ [facts.step]: failed(facts) })

  const ask = createProbe(client, facts, signal)
  // A key of its own: nobody else's answer is met, and the second request finds the first one's.
  const cached: GatewayOptions = { cacheKey: `doctor-${crypto.randomUUID()}`, skipCache: false }
  const unbilled: GatewayOptions = { ...cached, noWholesale: true }
  const own = await ask({ gateway: unbilled })
  const whole = !facts.forbidsBilling && lacksCredential(own) ? await ask({ gateway: cached }) : own
  const found: Findings = { configuration: { ok: true, detail: facts.url.replace(/\?.*/, "") } }

  const first = whole.error === undefined ? undefined : diagnose(whole.error, facts)
  if (first && (first.step === "configuration" || first.step === "host"))
    return toSteps({ ...found, [first.step]: failed(first) })
  if (whole.gateway && !isMarked(whole.gateway.headers)) return toSteps({ ...found, host: failed(noGateway(facts)) })
  found.host = { ok: true, detail: `${hostOf(facts.url)} answers` }
  if (first?.step === "gateway") return toSteps({ ...found, gateway: failed(first) })
  found.gateway = { ok: true, detail: "exists" }

  const isAsked = facts.hasToken && first?.step !== "token"
  const open = isAsked ? await ask({ gateway: unbilled, isAnonymous: true }) : whole
  const authentication = readAuthentication(open, facts)
  found.authentication = authenticationSteps[authentication]
  const known: CallFacts = { ...facts, isGateway: true, isOpen: authentication === "off" }
  const failure = first && diagnose(whole.error, known)
  found.token = failure?.step === "token" ? failed(failure) : tokenStep(authentication, facts, !failure)
  if (failure?.step === "token") return toSteps(found)
  if (failure?.step === "credential") return toSteps({ ...found, credential: failed(failure) })
  const credential = { ok: true, detail: payerOf(whole === own, whole, facts) }
  if (failure) {
    // Who was answered by a provider had a credential for it.
    const isKnown = isGatewayError(whole.error) && /^(provider|workers-ai)$/.test(whole.error.origin)
    return toSteps({ ...found, ...(isKnown && { credential }), model: failed(failure) })
  }

  found.credential = credential
  // Not the model that a header names: whatever a server echoes there.
  found.model = { ok: true, detail: `${model} answers` }
  const again = async () =>
    isAsked && open.error === undefined ? open : ask({ gateway: whole === own ? unbilled : cached })
  found.cache = await cacheStep(whole, again, known)
  found.stream = streamStep(await ask({ gateway: { skipCache: true }, stream: true }), known)
  return toSteps(found)
}

type Finding = Omit<DoctorStep, "name">
type Findings = { [name in DoctorStepName]?: Finding }

// What was not found out is told as such.
function toSteps(found: Findings): DoctorStep[] {
  return doctorSteps.map((name) => ({ name, ...(found[name] ?? { ok: false, skipped: true }) }))
}

function failed({ fix, detail }: Diagnosis): Finding {
  return { ok: false, ...(detail !== undefined && { detail }), fix }
}

// A prompt this long is taken out of whatever a provider quotes in its complaint.
const prompt = [{ role: "user" as const, content: "Answer with the one word: ok" }]

// Its questions are asked in the gateway's own headers, which REST and the binding do not all take.
const otherSurface: Diagnosis = {
  step: "configuration",
  fix: 'Examine a client with `surface: "compat"`, of the same account and gateway: the doctor knows no other surface',
}

function readFacts(client: ChatClient, model: string): CallFacts | Diagnosis {
  const read = (modelProblem?: string): CallFacts | Diagnosis => {
    const validate = modelProblem === undefined ? undefined : { model: "off" as const }
    const { url, headers } = client.chat.completions.describe({ model, messages: prompt }, { validate })
    if (!/\/compat\/chat\/completions(\?|$)/.test(url)) return otherSurface
    return {
      url,
      model,
      modelProblem,
      hasToken: "cf-aig-authorization" in headers,
      hasKey: "authorization" in headers,
      forbidsBilling: headers["cf-aig-no-wholesale"] === "true",
    }
  }
  const unknown: CallFacts = { url: "", model, hasToken: false, hasKey: false, forbidsBilling: false }
  try {
    return read()
  } catch (error) {
    if (!isGatewayError(error, "invalid_model")) return diagnose(error, unknown)
    try {
      // The gateway's word on it counts, and what comes before the model can be checked all the same.
      return read(error.issues[0]?.message ?? "is no model")
    } catch (error) {
      return diagnose(error, unknown)
    }
  }
}

function createProbe(client: ChatClient, { model, modelProblem }: CallFacts, signal: AbortSignal | undefined) {
  let limit: { max_tokens?: number; max_completion_tokens?: number } = { max_tokens: 1 }

  const send = async ({ gateway, stream = false, isAnonymous }: Probe): Promise<Outcome> => {
    try {
      const asked = isAnonymous ? client.withOptions({ token: null }) : client
      const result = await asked.chat.completions.create(
        { model, messages: prompt, ...limit, stream },
        {
          gateway,
          signal,
          maxRetries: 0,
          // An answer of one token takes no longer.
          totalTimeout: 60_000,
          ...(modelProblem !== undefined && { validate: { model: "off" as const } }),
        },
      )
      if ("final" in result) await result.final()
      return { gateway: result.gateway }
    } catch (error) {
      signal?.throwIfAborted()
      return { error: error ?? new Error("nothing") }
    }
  }

  return async (probe: Probe): Promise<Outcome> => {
    const outcome = await send(probe)
    if (
      !limit.max_tokens ||
      !isGatewayError(outcome.error, "invalid_params") ||
      !/max_tokens/.test(outcome.error.message)
    )
      return outcome
    // OpenAI's reasoning models refuse `max_tokens`, and fail when their limit leaves no room to think (reference G).
    limit = { max_completion_tokens: 64 }
    return send(probe)
  }
}

// The refusal of a request without credentials has no documented number, nor words: any unnumbered 400 of the gateway may be it.
function lacksCredential({ error }: Outcome): boolean {
  if (!isGatewayError(error)) return false
  const { code, status, origin, gatewayCode } = error
  return code === "credential_missing" || (status === 400 && origin === "gateway" && gatewayCode === undefined)
}

type Authentication = "on" | "off" | "untold"

// What lets in a call without a token, as far as to a refusal that lies behind the door, lets in anybody.
function readAuthentication({ error }: Outcome, facts: CallFacts): Authentication {
  if (error === undefined) return "off"
  if (!isGatewayError(error)) return "untold"
  if (isRefusedToken(error, facts)) return "on"
  const isAtTheDoor = error.retryable || /^(policy_denied|forbidden)$/.test(error.code)
  return isAtTheDoor || /^(host|gateway|configuration)$/.test(diagnose(error, facts).step) ? "untold" : "off"
}

const authenticationSteps: { readonly [state in Authentication]: Finding } = {
  on: { ok: true, detail: "on" },
  off: {
    ok: true,
    detail: "off: whoever knows the URL can call, and spend",
    fix: "Switch authentication on in the gateway's settings",
  },
  untold: { ok: false, skipped: true },
}

function tokenStep(authentication: Authentication, { hasToken }: CallFacts, isAnswered: boolean): Finding {
  if (!hasToken) return { ok: true, detail: "none is sent, and none is asked for" }
  if (authentication === "off") return { ok: true, detail: "not looked at: authentication is off" }
  return authentication === "on" || isAnswered ? { ok: true, detail: "accepted" } : { ok: false, skipped: true }
}

// The order in which the gateway looks for a credential (reference E).
function payerOf(isOwn: boolean, { gateway }: Outcome, { hasKey, model }: CallFacts): string {
  if (hasKey) return "the key sent along"
  if (!isOwn || gateway?.keySource === "Unified") return "Unified Billing"
  if (isWorkersAI(model)) return "Workers AI on this account"
  return isRouted(model.split("/")[0]!) ? "the keys stored for the route" : `the key stored for ${providerOf(model)}`
}

async function cacheStep({ gateway }: Outcome, again: () => Promise<Outcome>, facts: CallFacts): Promise<Finding> {
  const before = gateway?.cacheStatus
  if (before === undefined)
    return {
      ok: false,
      detail: "no cf-aig-cache-status came back",
      fix: "Enable caching in the gateway's settings; if it is on, let the proxy at `baseURL` pass cf-aig-* headers both ways",
    }
  const { error, gateway: record } = await again()
  if (error !== undefined) return failed(diagnose(error, facts))
  const after = record?.cacheStatus
  const detail = `${cacheWord(before)}, then ${cacheWord(after)}`
  // The cache is volatile: a request right after another may miss.
  return after === "HIT"
    ? { ok: true, detail }
    : { ok: true, detail, fix: "Try again: a good cache says HIT the second time" }
}

// Nothing else is quoted: whatever a server echoes there.
function cacheWord(status: string | undefined): string {
  return status === undefined ? "nothing" : /^(HIT|MISS)$/.test(status) ? status : "another word"
}

function streamStep({ error, gateway }: Outcome, facts: CallFacts): Finding {
  if (error !== undefined) return failed(diagnose(error, facts))
  if (!gateway?.buffered) return { ok: true, detail: "flows to its end" }
  return {
    ok: true,
    detail: "comes in one piece",
    fix: "Take guardrails or DLP off the responses if answers should flow: to check them, the gateway holds them back",
  }
}
