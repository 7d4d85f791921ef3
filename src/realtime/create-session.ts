import type { Caller } from "../call/caller.ts"
import { perform } from "../call/perform.ts"
import { prepareCall, refuse, type PreparedCall } from "../call/prepare-call.ts"
import { rawAnswer, type RawReply, type RawResult } from "../call/raw-answer.ts"
import { receive } from "../call/receive.ts"
import { textsIn } from "../call/texts-in.ts"
import type { Schema } from "../call/check-reply.ts"
import { findProvider } from "../gateway/find-provider.ts"
import { holds } from "../gateway/holds.ts"
import { tokenAsKey } from "../gateway/identity.ts"
import { isHeader } from "../gateway/is-header.ts"
import { isSecretName, partsOf } from "../gateway/is-secret-name.ts"
import { providers, type Provider } from "../gateway/providers.ts"
import type { RequestOptions } from "../gateway/request-options.ts"
import { sessionPlan } from "../gateway/support-matrix.ts"
import { readBlob } from "../http/read-blob.ts"
import { isName } from "../schemas/maybe.ts"
import { universalStepsSchema, type UniversalStep } from "../schemas/universal-steps.ts"
import type { Exchange, SocketClose } from "./create-exchange.ts"
import type { PreparedConnection } from "./prepare-connection.ts"

/** One request over a session: a step of the universal endpoint, so that `chatStep(…)` makes one. */
export interface SessionRequest<S extends boolean = boolean> extends Omit<UniversalStep<S>, "config"> {
  /** Your own id, echoed in `gateway.eventId`; no two requests under way may share one. @default `gateway.eventId` of the options, then a UUID */
  eventId?: string | undefined
}

/** How a request is sent. `gateway` and `headers` become headers of the request; what its own `headers` say goes before. */
export interface SessionRequestOptions extends Omit<RequestOptions, "query"> {}

/** One open WebSocket for any number of requests, to any provider, several at a time. It does not reconnect: make another when it has closed. */
export interface UniversalSession {
  /**
   * Asks a provider over the socket. The answer is the provider's body as it is, or a stream of its events with `query.stream: true`, with the
   * record of log id, cache, event id and step. `T` is your word for the body: nothing checks it. An abort, or a stream that is left, is not
   * told to the gateway, which knows no such message: the answer comes all the same, for nobody.
   *
   * @example
   * const reply = await session.create({
   *   provider: "openai",
   *   endpoint: "chat/completions",
   *   query: { model: "gpt-5-mini", messages },
   * })
   * console.log(toAnyText(reply), reply.gateway.logId)
   *
   * @throws {GatewayRequestError} What is wrong with the request, before anything is sent.
   * @throws {GatewayResponseError} The gateway or the provider refused.
   * @throws {GatewayConnectionError} The socket closed before the answer; a stream ends with a `GatewayStreamError`.
   * @throws {GatewayTimeoutError} A clock ran out: `timeout` to the first message, `idleTimeout` between two of a stream.
   * @throws {GatewayParseError} A message was no JSON; `body` holds it where no other request was under way.
   */
  create<T extends object = RawReply, S extends boolean = false>(
    request: SessionRequest<S>,
    options?: SessionRequestOptions,
  ): Promise<RawResult<T, S>>
  /** Closes the socket; what is under way fails. */
  close(): void
  /** Settles when the socket has closed, whoever closed it. */
  readonly closed: Promise<SocketClose>
  /** Closes the socket: `await using session = …`. */
  [Symbol.asyncDispose](): Promise<void>
}

// Not every runtime has it yet; the fallback keeps `undefined` from becoming a key.
const asyncDispose: typeof Symbol.asyncDispose = Symbol.asyncDispose ?? Symbol.for("Symbol.asyncDispose")

/** A session over sockets that are open. */
export function createSession(caller: Caller, connected: PreparedConnection, exchange: Exchange): UniversalSession {
  const create = (request: SessionRequest, options?: SessionRequestOptions) =>
    perform(
      caller,
      () => prepareRequest(caller, connected, exchange, request, options),
      (performance) => receive(performance, rawAnswer),
    )
  return {
    create: create as UniversalSession["create"],
    close: exchange.close,
    closed: exchange.closed,
    [asyncDispose]: async () => exchange.close(),
  }
}

// One step of the universal endpoint, under the names it has here.
const schema: Schema = {
  safeParse(value) {
    const { success, error } = universalStepsSchema.safeParse({ steps: [value] })
    const { eventId, config, query } = value as { [key: string]: any }
    const wrong: [path: string[], wrong: unknown, message: string][] = [
      [["eventId"], eventId !== undefined && !isName(eventId), "must be a text"],
      [["config"], config !== undefined, "is not documented here: use the option `gateway`"],
      [
        ["query", "model"],
        String(query?.model).startsWith("cloudflare/"),
        "is the Auto Router's, which no WebSocket reaches",
      ],
    ]
    const issues = [
      ...(success ? [] : error.issues.map((issue) => ({ ...issue, path: issue.path.slice(2) }))),
      ...wrong.flatMap(([path, isWrong, message]) => (isWrong ? [{ path, message }] : [])),
    ]
    return issues.length > 0 ? { success: false, error: { issues: issues as never } } : { success: true }
  },
}

function prepareRequest(
  { config }: Caller,
  { connection, keepSecret, secrets, tokens }: PreparedConnection,
  exchange: Exchange,
  request: SessionRequest,
  options: (SessionRequestOptions & RequestOptions) | undefined,
): PreparedCall {
  if (options?.query)
    refuse("unsupported_option", [{ path: ["query"], message: "is the URL's: give it to realtime.connect" }])
  const { provider: name, endpoint, query, headers, eventId: givenId } = Object(request) as SessionRequest
  const { provider, problem } = findParty(name)
  const isCompat = name === "compat"
  const own = Object.entries(Object(headers)).filter(([, value]) => value !== undefined) as [string, string | null][]
  const broken = own.filter(([name, value]) => !isHeader(name, value ?? ""))
  refuse(
    "invalid_request",
    broken.map(([name]) => ({ path: ["headers", name], message: "holds a character that no header may" })),
  )
  const isOwn = own.some(([name]) => name.toLowerCase() === provider.keyHeader)
  const model = query?.["model"]
  const modelRequested = typeof model === "string" ? model : undefined
  const eventId = givenId ?? options?.gateway?.eventId ?? crypto.randomUUID()
  const prepared = prepareCall(
    {
      config,
      send: (_, { headers, body = "{}" }) =>
        exchange.ask({ eventId, provider: provider.slug, endpoint, headers }, body),
    },
    {
      plan: sessionPlan,
      schema,
      isModelless: !isCompat && !provider.prefix,
      reads: readBlob,
      route: (_, way) => ({
        way,
        url: connection.url.split("?")[0]!,
        headers: provider.headers,
        keyHeader: [provider.keyHeader, provider.keyScheme],
      }),
      toBody: ({ query }, _, sent) => (isCompat ? { ...query, model: sent } : query),
      textsOf: ({ query }) => textsIn(query),
    },
    { ...request, model: isCompat ? modelRequested : `${provider.prefix}/-`, stream: query?.stream },
    // A key in the request itself: no other is asked for.
    isOwn ? { ...options, providerKey: null } : options,
  )
  const { options: resolved, wire } = prepared
  if (problem && resolved.validate.model === "strict")
    refuse("invalid_model", [{ path: ["provider"], message: problem }])
  return {
    ...prepared,
    wire: {
      ...wire,
      modelRequested,
      modelSent: isCompat ? wire.modelSent : modelRequested,
      secrets: () => [...wire.secrets(), ...secrets()],
      async headers() {
        const sent = await wire.headers()
        // The provider gets what the request says, and no more.
        delete sent["accept"]
        for (const [name] of own) delete sent[name.toLowerCase()]
        for (const [name, value] of own) if (value !== null) sent[name] = value
        for (const [name, value] of Object.entries(sent)) {
          if (isSecretName(name)) partsOf(value).forEach(keepSecret)
          if (provider.slug !== "workers-ai" && tokens.some((token) => holds(value, token)))
            refuse("invalid_request", [{ path: ["headers", name], message: tokenAsKey }])
        }
        return sent
      },
    },
  }
}

// Compat takes every key in the same header, whoever's model it is.
function findParty(name: string): { readonly provider: Provider; readonly problem?: string | undefined } {
  const isSlug = /^[a-z0-9][a-z0-9-]*$/.test(name)
  const plain: Provider = {
    slug: name,
    keyHeader: "authorization",
    keyScheme: "Bearer ",
    ...(isSlug && { prefix: name }),
  }
  if (name === "compat") return { provider: plain }
  const found = providers.find(({ slug }) => slug === name) ?? findProvider(String(name))
  return "problem" in found
    ? { provider: plain, problem: found.problem }
    : { provider: { prefix: found.slug, ...found } }
}
