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

type Reasons = { readonly [option: string]: string | undefined }

const reasons = (options: string, reason: string): Reasons =>
  Object.fromEntries(options.split(" ").map((option) => [option, reason]))

const router = reasons(
  "sessionId turnId noSessionAffinity allowedModels allowedProviders",
  "is the Auto Router's, which answers on /compat alone",
)
const alias = (where: string) => ({
  byokAlias: `is ignored by ${where}, which takes the key stored as \`default\`, else bills you: store it as \`default\`, give \`providerKey\`, or call through client.provider(…)`,
})
const undocumented = (options: string, where: string) =>
  reasons(options, `is not documented for ${where}: take \`surface: "compat"\``)

/** Gateway options that would be lost on a way, each with the reason and the way out (reference B, A11, J22). What is not here is sent. */
export const lostOptions: { readonly [way in Way]: Reasons } = {
  compat: alias("/compat"),
  native: router,
  universal: { ...alias("the universal endpoint"), ...router },
  // Cloudflare's page lists nine headers; other pages show `collectLogPayload` and `zdr`.
  rest: {
    ...undocumented("eventId customCost noWholesale otel.traceId otel.parentSpanId", "the REST API"),
    ...alias("the REST API"),
    ...router,
  },
  binding: alias("the binding"),
  run: {
    ...undocumented("customCost otel.traceId otel.parentSpanId", "env.AI.run"),
    ...alias("the binding"),
    ...router,
  },
}

/** Gateway options that are sent and may do nothing, which the logger is told. */
export const doubtfulOptions: { readonly [way in Way]?: Reasons } = {
  // https://github.com/cloudflare/workerd/pull/6798
  run: { requestTimeoutMs: "had no effect on env.AI.run: `timeout` is the client's own" },
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

const noEmbeddings = "has no documented path for embeddings: call through client.provider(…)"
const embeddings = { all: noEmbeddings, openai: native, other: native, "workers-ai": rest }

/** Embeddings: REST has them for Workers AI alone. */
export const embeddingsPlan: Plan = {
  compat: embeddings,
  rest: embeddings,
  binding: { ...embeddings, "workers-ai": ["run"] },
  auto: embeddings,
}

const noRoutes = "is for chat.completions: no other path for routes is documented"
const noCustom = "has no documented path here: call through client.provider(…)"
const noOther = { custom: noCustom, route: noRoutes }

/** OpenAI's Responses. */
export const responsesPlan: Plan = {
  compat: { all: rest, openai: native, ...noOther },
  rest: { all: rest, ...noOther },
  binding: { all: noCustom, openai: native, "workers-ai": ["run"], route: noRoutes },
  auto: { all: rest, openai: ["rest", "native"], ...noOther },
}

const noMessages = "has no Messages on Workers AI: use chat.completions"

/** Anthropic's Messages. */
export const messagesPlan: Plan = {
  compat: { all: rest, anthropic: native, "workers-ai": noMessages, ...noOther },
  rest: { all: rest, "workers-ai": noMessages, ...noOther },
  binding: { all: noCustom, anthropic: native, "workers-ai": noMessages, route: noRoutes },
  auto: { all: rest, anthropic: ["rest", "native"], "workers-ai": noMessages, ...noOther },
}

const run = { all: rest, ...noOther }

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

/** What there is to call. */
export const modelsPlan: Plan = {
  compat: { all: ["compat"] },
  rest: { all: rest },
  binding: { all: ["run"] },
  auto: { all: ["compat"] },
}

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
