import { optionHeader, optionPaths } from "../../src/gateway/option-headers.ts"
import { providers } from "../../src/gateway/providers.ts"
import { resolveModel, spellModel } from "../../src/gateway/resolve-model.ts"
import {
  chatPlan,
  embeddingsPlan,
  familyOf,
  fateOf,
  logPlan,
  logsPlan,
  messagesPlan,
  modelsPlan,
  realtimePlan,
  responsesPlan,
  runPlan,
  sessionPlan,
  universalPlan,
  waysOf,
  type Family,
  type Plan,
  type Surface,
  type Way,
} from "../../src/gateway/support-matrix.ts"

/** What the document says of one or more operations that go the same ways. */
export interface DocumentedOperation {
  readonly name: string
  readonly plan: Plan
  readonly isModelless?: boolean
  /** How it is called on a binding, where that is neither of its two `run`. */
  readonly overBinding?: string
  readonly remark?: string
}

const embeds = providers.flatMap(({ slug, prefix = slug, author = prefix, openai }) =>
  openai === undefined || slug === "workers-ai" ? [] : code(`${author}/…`),
)

/** A door goes its target's way, whatever model is asked for behind it. */
const door = (way: Way): Plan => ({
  compat: { all: [way] },
  rest: { all: [way] },
  auto: { all: [way] },
  binding: { all: [way === "compat" ? "binding" : way] },
})

/** Every operation of a client. */
export const operations: readonly DocumentedOperation[] = [
  { name: "chat.completions.create", plan: chatPlan },
  {
    name: "embeddings.create",
    plan: embeddingsPlan,
    remark: `\`native\` is for those who have a path in OpenAI's words: ${embeds.join(", ")}. The other names of these rows are refused.`,
  },
  { name: "responses.create", plan: responsesPlan },
  { name: "messages.create", plan: messagesPlan },
  { name: "run", plan: runPlan, remark: "`env.AI.run` takes `dynamic/…`; `cloudflare/auto` is refused there too." },
  { name: "universal", plan: universalPlan, isModelless: true },
  {
    name: "models.list",
    plan: modelsPlan,
    isModelless: true,
    overBinding: "`env.AI.models(…)`",
    remark:
      "With `auto` REST is asked where a param wants what compat does not tell: `task`, `source`, `hide_experimental`, `include_deprecated`.",
  },
  {
    name: "logs.get, logs.wait, logs.feedback",
    plan: logPlan,
    isModelless: true,
    overBinding: "`getLog`, `patchLog` of `env.AI.gateway(id)`",
  },
  { name: "logs.list, logs.request, logs.response, logs.delete", plan: logsPlan, isModelless: true },
  { name: "realtime", plan: realtimePlan, isModelless: true },
  { name: "realtime.connect", plan: sessionPlan, isModelless: true },
  { name: 'provider("compat")', plan: door("compat"), isModelless: true },
  {
    name: 'provider("openai")',
    plan: door("native"),
    isModelless: true,
    remark: "So is every other provider's door.",
  },
]

export const surfaces: readonly Surface[] = ["compat", "rest", "auto", "binding"]

export const ways: { readonly [way in Way]: string } = {
  compat: "`https://gateway.ai.cloudflare.com/v1/{account}/{gateway}/compat`, token in `cf-aig-authorization`",
  native:
    "`https://gateway.ai.cloudflare.com/v1/{account}/{gateway}/{provider}`, token in `cf-aig-authorization`; with a binding `env.AI.gateway(id).run(…)`",
  universal: "`https://gateway.ai.cloudflare.com/v1/{account}/{gateway}`, token in `cf-aig-authorization`",
  rest: "`https://api.cloudflare.com/client/v4/accounts/{account}/ai`, token in `authorization`, gateway in `cf-aig-gateway-id`",
  binding: "`env.AI.gateway(id).run(…)`, no token; options as headers of the step",
  run: "`env.AI.run(model, input, …)`, no token; options in `gateway` and `extraHeaders`",
}

const titles: { readonly [family in Family]: string } = {
  "workers-ai": "Workers AI (`@cf/…`, `workers-ai/@cf/…`)",
  openai: "OpenAI (`openai/…`)",
  anthropic: "Anthropic (`anthropic/…`)",
  catalogue:
    "the catalogue's other authors (`google/…`, `xai/…`, `groq/…`, `deepseek/…`, `alibaba/…`, `minimax/…`, `z-ai/…`)",
  other: "other providers (`mistral/…`, `cohere/…`, `perplexity/…`, …)",
  custom: "custom providers (`custom-…`)",
  route: "routes (`dynamic/…`, `cloudflare/auto`)",
}

// Each prefix that is written in two ways, and one of each kind that is not.
const spelled = [
  "@cf/meta/llama-3.3-70b-instruct-fp8-fast",
  "workers-ai/@cf/meta/llama-3.3-70b-instruct-fp8-fast",
  "openai/gpt-5-mini",
  "anthropic/claude-haiku-4-5",
  "google/gemini-2.5-flash",
  "google-ai-studio/gemini-2.5-flash",
  "xai/grok-4",
  "grok/grok-4",
  "perplexity-ai/sonar",
  "perplexity/sonar",
  "mistral/mistral-large-latest",
  "custom-mine/model",
  "dynamic/support",
]

// Reference J3: the pages of these providers against Cloudflare's own tests.
const disputed =
  "It is sent, and the service's word decides: Cloudflare's pages on these providers name it, its own tests were refused (7003, 2021)"

const head = `<!-- Written by \`node scripts/render-docs.ts\` from src/gateway/support-matrix.ts -->

# Surfaces

Which surface to take, which way a call goes on it, what a model is called there, and which options are kept. The client reads the same tables; a test walks every cell.

## Which surface should I take?

* **\`compat\`**, the default, where nothing below speaks against it: one token with AI Gateway Run, every provider, custom ones and routes, your own provider keys, every option but
  \`byokAlias\`. Cloudflare recommends REST for new work since May 2026 and keeps compat working; routes answer there alone.
* **\`binding\`** inside a Worker: no token to keep. Your own provider keys and the options go along for all but \`@cf/…\`. No WebSockets, and lists of logs want a token.
* **\`rest\`**, where you have a token with Workers AI Read and none for the gateway, or want Cloudflare's recommended way and nothing else. It takes no provider key of your own, no
  routes and no custom providers, and not [every option](#options).
* **\`auto\`**, where you want REST and cannot do without what compat alone has: it decides call by call. It wants both tokens, or one with both permissions.

Changing the mind is one word: the call sites stay.

\`\`\`ts
createGatewayClient({ accountId, gateway, token })
createGatewayClient({ binding: env.AI, gateway })
createGatewayClient({ accountId, gateway, token: apiToken, surface: "rest" })
createGatewayClient({ accountId, gateway, token, apiToken, surface: "auto" })
\`\`\`

[Which token for what](../README.md#which-token-for-what).

## What this rests on

Cloudflare's documentation up to October 2026, its own packages, and what people measured; nothing was tried against the service by us. What no page documents is refused with a message
rather than sent in hope. Where pages and measurements contradict each other it is sent, and the service's word decides: Cloudflare's pages on Mistral, Cohere, Perplexity and others
name REST, and Cloudflare's own tests were answered 7003 ("Model not found") or 2021 ("use BYOK") there. Such cells have a note.

## Ways
`

/** docs/surfaces.md */
export function surfacesDocument(): string {
  const notes: string[] = []
  const note = (text: string): string => {
    if (!notes.includes(text)) notes.push(text)
    return `[${notes.indexOf(text) + 1}](#notes)`
  }
  const cell = ({ plan, isModelless, overBinding }: DocumentedOperation, surface: Surface, family: Family): string => {
    const found = waysOf(plan, surface, family)
    const isBound = surface === "binding"
    if (typeof found === "string") return `refused ${note(`It ${found}`)}`
    if (isBound && overBinding && found[0] === "binding") return overBinding
    const isDisputed = !isModelless && family === "other" && /rest|run/.test(found.join())
    return (
      found.map((way) => (isBound && way === "native" ? "native, over the binding" : way)).join(", else ") +
      (isDisputed ? ` ${note(disputed)}` : "")
    )
  }
  const columns = Object.keys(ways) as Way[]
  return [
    head,
    ...table(
      ["way", "where, and what lets it in"],
      Object.entries(ways).map((row) => [...row]),
    ),
    "",
    "## Operations",
    "",
    "A cell names the way that a call takes, by the words above. Where it names two, `rest, else compat`, the first is taken unless it would lose an option of the call or a provider key of your own, or its token is not known; then the second. Where both would lose something the call is refused, and the message says what the first one loses. A number leads to the [notes](#notes).",
    "",
    ...operations.flatMap((operation) => [
      `### ${operation.name}`,
      "",
      ...(operation.isModelless
        ? table(surfaces, [surfaces.map((surface) => cell(operation, surface, "other"))])
        : table(
            ["model", ...surfaces],
            (Object.keys(titles) as Family[]).map((family) => [
              titles[family],
              ...surfaces.map((surface) => cell(operation, surface, family)),
            ]),
          )),
      "",
      ...(operation.remark ? [operation.remark, ""] : []),
    ]),
    "## Model strings",
    "",
    "The prefix is put into each way's words, and the model's own name is never touched. `gateway.modelRequested` and `gateway.modelSent` tell both.",
    "",
    ...table(
      ["you write", "compat, universal, binding", "native", "rest", "run"],
      spelled.map((model) => [
        code(model),
        ...(["compat", "native", "rest", "run"] as const).map((way) => spelling(model, way)),
      ]),
    ),
    "",
    "Within `universal` that is what `chatStep(…)` writes; a step of your own names its model as its provider does.",
    "",
    "Dots and dashes are left as you write them: Cloudflare's catalogue has `anthropic/claude-haiku-4.5`, Anthropic's own API `claude-haiku-4-5`. A refusal hints at the other.",
    "",
    "## Options",
    "",
    "✓ is sent. A refused option fails the call with `unsupported_option` before anything is sent.",
    "",
    ...table(
      ["option", "header", ...columns],
      optionPaths.map((option) => [
        code(option),
        code(optionHeader(option)),
        ...columns.map(
          (way) =>
            fateOf(option, way)
              .map(
                ([fate, , , reason]) => `${fate === "warn" ? "✓ with a warning" : "refused"} ${note(`It ${reason}`)}`,
              )
              .join(" ") || "✓",
        ),
      ]),
    ),
    "",
    "A native way over the binding refuses what either `native` or `binding` refuses.",
    "",
    "`providerKey` goes with `compat` and `binding` as `authorization: Bearer …`, with `native` in the provider's own header, with `universal` in each step's; on `rest` and `run` it is refused (Workers AI's, which is no other provider's, is left out), and for a route too.",
    "",
    "## Notes",
    "",
    ...notes.map((text, index) => `${index + 1}. ${text}`),
    "",
  ].join("\n")
}

// Custom providers and routes have one path, and `env.AI.run` takes routes besides.
function spelling(model: string, way: "compat" | "native" | "rest" | "run"): string {
  const resolved = resolveModel(model)
  const ways = { custom: "compat", route: "compat run" }[familyOf(model) as string]
  if ("problem" in resolved || (ways && !ways.split(" ").includes(way))) return "–"
  return code(spellModel(resolved, way))
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`
  return [line(head), line(head.map(() => "---")), ...rows.map(line)]
}

function code(text: string): string {
  return `\`${text}\``
}
