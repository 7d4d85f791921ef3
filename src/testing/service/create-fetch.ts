import { toUsage } from "../../completion/to-usage.ts"
import type { Answer } from "../answer.ts"
import { applyFaults } from "../faults/apply-fault.ts"
import { parseFaults } from "../faults/parse-fault.ts"
import type { LocalAnswerEvent, LocalGatewayOptions } from "../local-gateway-options.ts"
import { BrokenModel } from "./broken-model.ts"
import { createIds, toIdHeaders } from "./create-ids.ts"
import { createRouter } from "./create-router.ts"
import { findDomain } from "./find-domain.ts"
import type { Incoming } from "./incoming.ts"
import type { Service } from "./service.ts"

/** The gateway as a `fetch`: reads the request, has it answered, spoils what is to be spoiled. What comes over the binding needs no token. */
export function createFetch(
  service: Service,
  { latency, onAnswer }: Pick<LocalGatewayOptions, "latency" | "onAnswer">,
): (input: Request | string | URL, init?: RequestInit, isBinding?: boolean) => Promise<Response> {
  const { clock } = service
  const eventMs = (typeof latency === "object" ? latency.event : undefined) ?? 0
  // Requests whose answer was told of: the management routes answer by themselves.
  const told = new WeakSet<Incoming>()
  let number = 0

  const respond = async (answer: Answer, incoming: Incoming): Promise<Response> => {
    const { signal } = incoming
    const context = {
      signal,
      clock,
      surface: answer.surface,
      eventMs: answer.isStream ? eventMs : 0,
      ids: idsOf(incoming, answer),
    }
    // What never came to a provider took no faults yet: the header's hold for it too.
    const response = await applyFaults(answer, answer.faults ?? incoming.faults, context)
    told.add(incoming)
    try {
      onAnswer?.(toEvent(answer, incoming, response, clock.now()))
    } catch (error) {
      // A listener's bug is not the request's. Node has no place to report it to.
      globalThis.reportError?.(error)
    }
    return response
  }
  // Of refusals before any log, a 429 was seen with a log's id (reference C), and REST is said to tell none.
  // An answer that tells ids tells all that it has.
  const idsOf = ({ number, headers, url, isBinding }: Incoming, { status, headers: told, isOutside }: Answer) => {
    const isOfGateway =
      url.pathname.startsWith(isBinding ? "/ai-gateway/" : "/v1/") || findDomain(service.accounts, url.hostname)
    if (!isOfGateway || isOutside) return {}
    const { "cf-aig-log-id": log, ...others } = toIdHeaders(createIds(number, service.seed, headers))
    return status === 429 && !("cf-aig-request-id" in told) ? { "cf-aig-log-id": log!, ...others } : others
  }
  const route = createRouter(service, respond)

  return async (input, init, isBinding = false) => {
    const request = new Request(input, init)
    // A Request makes a signal of its own; the caller's tells its reason at once.
    const signal = init?.signal ?? request.signal
    signal.throwIfAborted()
    const epoch = service.epoch()
    const isForgotten = () => service.epoch() !== epoch
    const work = async () => {
      const { method, headers } = request
      const bytes = await request.arrayBuffer()
      const text = new TextDecoder().decode(bytes)
      const faults = readFaults(headers)
      if (typeof faults === "string") return new Response(faults, { status: 400 })
      const at = clock.now()
      const url = new URL(request.url)
      const known = { method, url, headers, text, bytes, signal, at, faults, isForgotten, isBinding }
      const incoming = { ...known, number: ++number }
      // The management routes read the body themselves.
      const response = await route(
        incoming,
        text === "" ? request : new Request(request.url, { method, headers, body: text }),
      ).catch((error: unknown) => {
        if (error instanceof BrokenModel) return respond(error.answer, incoming)
        throw error
      })
      if (told.has(incoming)) return response
      return respond({ ...(await toAnswer(response)), surface: "rest" }, incoming)
    }
    return unlessAborted(signal, work())
  }
}

function readFaults(headers: Headers): ReturnType<typeof parseFaults> | string {
  try {
    return parseFaults(headers.get("x-local-gateway-fault") ?? "")
  } catch (error) {
    return `x-local-gateway-fault: ${(error as TypeError).message}`
  }
}

async function toAnswer(response: Response): Promise<Answer> {
  const { status, headers } = response
  return { status, headers: Object.fromEntries(headers), pieces: [await response.text()], isStream: false }
}

function toEvent(
  answer: Pick<Answer, "model" | "completion">,
  { method, url, at }: Incoming,
  { status, headers }: Response,
  now: number,
): LocalAnswerEvent {
  const usage = answer.completion && toUsage(answer.completion)
  return {
    method,
    path: url.pathname,
    model: answer.model,
    status,
    cacheStatus: headers.get("cf-aig-cache-status") ?? undefined,
    tokensIn: usage?.input,
    tokensOut: usage?.output,
    durationMs: now - at,
  }
}

// As a real fetch does: an abort is told at once, whatever is still to come.
function unlessAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason)
    signal.addEventListener("abort", abort)
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort))
  })
}
