import type { GatewayRecord } from "../gateway/gateway-record.ts"
import { attachGateway, type WithGateway } from "../gateway/with-gateway.ts"
import type { ServerSentEvents } from "../http/server-sent-events.ts"
import { toResponseError } from "../http/to-response-error.ts"
import { createStream, type EventSource, type GatewayStream, type StreamKind } from "../stream/create-stream.ts"
import { checkReply, findIssues, type Schema } from "./check-reply.ts"
import { createEventSource, type EventReader } from "./event-source.ts"
import type { CallSummary } from "./observe.ts"
import type { Performance } from "./perform.ts"

/** How an API answers: whole, and as events. */
export interface AnswerKind<Event, Whole extends object>
  extends Pick<EventReader<Event>, "isPiece" | "isLast" | "errorOf">, Omit<StreamKind<Event, Whole>, "fold"> {
  /** For the complaint: "the reply is no …". */
  readonly noun: string
  readonly schema: Schema
  readonly eventSchema: Schema
  /** Whether an event may pass without the schema, which costs more than parsing it did. */
  readonly isPlain: (event: unknown) => boolean
  readonly createFold: (answers: number) => StreamKind<Event, Whole>["fold"]
  /** The events that fold to this whole, for an answer that was asked as a stream and came in one piece; the last one first. */
  readonly split: (whole: Whole) => Event[]
  readonly summarise: (whole: Whole) => CallSummary
  /** What a way spells differently, put into this API's words. */
  readonly convert?: ((value: unknown) => unknown) | undefined
  readonly convertEvent?: ((value: unknown) => unknown) | undefined
}

/** Makes a reply or a stream of what was answered. */
export function receive<Event, Whole extends object>(
  performance: Performance,
  kind: AnswerKind<Event, Whole>,
): (Whole & WithGateway) | GatewayStream<Event, Whole> {
  const { answer, call, caller, finish, request } = performance
  if (answer.events) return receiveEvents(performance, kind, answer.events)
  const value = (kind.convert ? kind.convert(answer.value) : answer.value) as Whole
  const mode = request.options.validate.response
  if (mode !== "off")
    checkReply(findIssues(kind.schema, value), mode, value, call.record, caller.config.logger, kind.noun)
  // Guardrails and response checks turn a stream into one whole answer.
  const buffered = request.wire.stream || undefined
  const keySource: string | undefined = (value as any)?.gatewayMetadata?.keySource
  if (buffered || keySource)
    call.setResponse(answer.response, { buffered, keySource: keySource ?? call.record().keySource })
  if (buffered) {
    const events = kind.split(value)
    call.timings.firstEventMs = call.elapsed()
    return open(
      performance,
      kind,
      { take: () => events.pop(), fill: async () => "done", cancel() {}, onStop: call.lifeline.listen },
      call.record(),
    )
  }
  finish({ summary: () => kind.summarise(value) })
  return attachGateway(value, call.record)
}

function receiveEvents<Event, Whole extends object>(
  performance: Performance,
  kind: AnswerKind<Event, Whole>,
  events: ServerSentEvents,
): GatewayStream<Event, Whole> {
  const { call, caller, request } = performance
  const { wire, options } = request
  const gateway = call.record()
  const { timeout, idleTimeout } = options
  const toError = (body: unknown) => toResponseError(body, { ...wire, gateway })
  let mode = options.validate.response
  const source = createEventSource<Event>({
    ...kind,
    convert: kind.convertEvent,
    events,
    gateway,
    idleTimeout,
    firstTimeout: timeout && idleTimeout && Math.max(timeout, idleTimeout),
    secrets: wire.secrets,
    onFirstEvent: () => (call.timings.firstEventMs = call.elapsed()),
    check(event) {
      if (mode === "off" || kind.isPlain(event)) return
      const issues = findIssues(kind.eventSchema, event)
      checkReply(issues, mode, event, call.record, caller.config.logger, kind.noun)
      // Drift repeats with every event; it is reported once a stream.
      if (issues.length > 0) mode = "off"
    },
    toError,
    onStop: call.lifeline.listen,
  })
  return open(performance, kind, source, gateway)
}

function open<Event, Whole extends object>(
  { finish, request }: Performance,
  kind: AnswerKind<Event, Whole>,
  source: EventSource<Event>,
  gateway: GatewayRecord,
): GatewayStream<Event, Whole> {
  const fold = kind.createFold(request.wire.answers)
  return createStream(source, gateway, { ...kind, fold }, ({ completion, error, failed }) =>
    finish({ summary: () => kind.summarise(completion), ...(failed && { error }) }),
  )
}
