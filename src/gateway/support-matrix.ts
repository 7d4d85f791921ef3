/** What a client is told to speak. */
export type Surface = "compat" | "rest" | "binding" | "auto"

/**
 * How a call reaches AI Gateway: `compat`, a provider's own path (`native`) and `universal` on the gateway's host; `rest` on
 * api.cloudflare.com; `env.AI.gateway(id).run` (`binding`) and `env.AI.run` (`run`) inside a Worker.
 */
export type Way = "compat" | "native" | "universal" | "rest" | "binding" | "run"

/** Whose models: they differ in where they are served. */
export type Family = "workers-ai" | "openai" | "anthropic" | "catalogue" | "other" | "custom" | "route"

/** The ways in order of preference, or why there is none. */
export type Cell = readonly Way[] | string

/** An operation's ways, by surface and by the model's family; `all` for those not named. */
export type Plan = { readonly [surface in Surface]: { readonly [family in Family | "all"]?: Cell } }

const undocumented = "is not documented for REST and env.AI.run: take chat.completions on compat"

// Every option but these is sent. `refuse`: it would be lost; `warn`: it may do nothing, which the logger is told (reference B, A11, J22).
export type OptionFate = "refuse" | "warn"
type OptionRow = readonly [fate: OptionFate, ways: string, options: string, reason: string]

/** Gateway options that do not do on every way, with the reason and the way out. */
export const optionRows: readonly OptionRow[] = [
  [
    "refuse",
    "compat universal rest binding run",
    "byokAlias",
    "is ignored by /compat, REST and the binding, which take `default` or bill you: store the key so, give `providerKey`, or take client.provider(…)",
  ],
  [
    "refuse",
    "native universal rest run",
    "sessionId turnId noSessionAffinity allowedModels allowedProviders",
    "is the Auto Router's, which answers on /compat alone",
  ],
  // Cloudflare's page on REST lists nine headers; other pages show `collectLogPayload` and `zdr`.
  ["refuse", "rest", "eventId noWholesale", undocumented],
  ["refuse", "rest run", "customCost otel.traceId otel.parentSpanId", undocumented],
  // https://github.com/cloudflare/workerd/pull/6798
  ["warn", "run", "requestTimeoutMs", "had no effect on env.AI.run: `timeout` is the client's own"],
]

/** What becomes of an option on a way: the rows that say so; none where it is sent. */
export function fateOf(option: string, way: Way): readonly OptionRow[] {
  return optionRows.filter(([, ways, options]) => has(ways, way) && has(options, option))
}

function has(words: string, word: string): boolean {
  return words.split(" ").includes(word)
}

const compatAlone = 'is answered on /compat alone: take `surface: "auto"` or "compat"'
const rest = ["rest"] as const
const native = ["native"] as const

/** Chat completions. */
export const chatPlan: Plan = {
  compat: { all: ["compat"] },
  rest: { all: rest, custom: compatAlone, route: compatAlone },
  // A Workers AI step of a gateway asks for a token of its own (cloudflare/ai#193), `env.AI.run` does not.
  binding: { all: ["binding"], "workers-ai": ["run"] },
  auto: { all: ["rest", "compat"], other: ["compat"], custom: ["compat"], route: ["compat"] },
}

// Plans are written out rather than spread: a spread would keep them in bundles that use none of them.
/** Said where a provider has none in OpenAI's words, or none that is known. */
export const noEmbeddings = "has no documented path for embeddings: call through client.provider(…)"
const embeddings = { all: noEmbeddings, openai: native, catalogue: native, other: native, "workers-ai": rest }

/** Embeddings: REST has them for Workers AI alone; of the others, those that OpenAI's clients have a base for (see providers.ts). */
export const embeddingsPlan: Plan = {
  compat: embeddings,
  rest: embeddings,
  binding: { all: noEmbeddings, openai: native, catalogue: native, other: native, "workers-ai": ["run"] },
  auto: embeddings,
}

const noRoutes = "is for chat.completions: no other path for routes is documented"
const noCustom = "has no documented path here: call through client.provider(…)"

/** OpenAI's Responses. */
export const responsesPlan: Plan = {
  compat: { all: rest, openai: native, custom: noCustom, route: noRoutes },
  rest: { all: rest, custom: noCustom, route: noRoutes },
  binding: { all: noCustom, openai: native, "workers-ai": ["run"], route: noRoutes },
  auto: { all: rest, openai: ["rest", "native"], custom: noCustom, route: noRoutes },
}

const noMessages = "has no Messages: use chat.completions"

/** Anthropic's Messages. */
export const messagesPlan: Plan = {
  compat: { all: rest, anthropic: native, "workers-ai": noMessages, custom: noCustom, route: noRoutes },
  rest: { all: rest, "workers-ai": noMessages, custom: noCustom, route: noRoutes },
  binding: { all: noCustom, anthropic: native, "workers-ai": noMessages, route: noRoutes },
  auto: { all: rest, anthropic: ["rest", "native"], "workers-ai": noMessages, custom: noCustom, route: noRoutes },
}

const run = { all: rest, custom: noCustom, route: noRoutes }

/** Any model of the catalogue. */
export const runPlan: Plan = {
  compat: run,
  rest: run,
  binding: { all: ["run"], custom: noCustom },
  auto: run,
}

/** Steps that fall back one to the next; a step names its own provider. */
export const universalPlan: Plan = {
  compat: { all: ["universal"] },
  rest: { all: ["universal"] },
  binding: { all: ["binding"] },
  auto: { all: ["universal"] },
}

/** What there is to call: on compat of every provider; REST and `env.AI.models` search Workers AI. */
export const modelsPlan: Plan = {
  compat: { all: ["compat"] },
  rest: { all: rest },
  binding: { all: ["binding"] },
  auto: { all: ["compat", "rest"] },
}

const noWebSockets = "has no WebSockets: make a client with accountId, gateway and token"

/** A provider's realtime WebSocket, with a path of its own as `client.provider(…)` has. */
export const realtimePlan: Plan = {
  compat: { all: native },
  rest: { all: native },
  binding: { all: noWebSockets },
  auto: { all: native },
}

/** Requests over one WebSocket, in the words of the universal endpoint. */
export const sessionPlan: Plan = {
  compat: { all: ["universal"] },
  rest: { all: ["universal"] },
  binding: { all: noWebSockets },
  auto: { all: ["universal"] },
}

/** One log: read and rated. */
export const logPlan: Plan = {
  compat: { all: rest },
  rest: { all: rest },
  binding: { all: ["binding"] },
  auto: { all: rest },
}

/** Logs listed and deleted, and their bodies: a binding has no method for these. */
export const logsPlan: Plan = { compat: logPlan.compat, rest: logPlan.rest, binding: { all: rest }, auto: logPlan.auto }

// Authors of Cloudflare's catalogue, as its own tests found them (reference A4). The others' pages name REST too, and answer 7003 there (J3).
const catalogue = /^(google(-ai-studio)?|xai|grok|groq|deepseek|alibaba|minimax|z-ai)$/

/** Whose model this is. */
export function familyOf(model: string): Family {
  const [prefix = ""] = model.split("/")
  if (/^(@|workers-ai$)/.test(prefix)) return "workers-ai"
  if (prefix === "dynamic" || prefix === "cloudflare") return "route"
  if (prefix.startsWith("custom-")) return "custom"
  if (prefix === "openai" || prefix === "anthropic") return prefix
  return catalogue.test(prefix) ? "catalogue" : "other"
}

/** The ways of a plan for a model on a surface, or why there is none. */
export function waysOf(plan: Plan, surface: Surface, family: Family): Cell {
  return plan[surface][family] ?? plan[surface].all!
}
