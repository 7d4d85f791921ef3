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
  binding: { all: ["binding"] },
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
  { name: "run", plan: runPlan },
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

// As the beginning of a sentence.
const subjects: { readonly [family in Family]: string } = {
  "workers-ai": "Workers AI",
  openai: "OpenAI",
  anthropic: "Anthropic",
  catalogue: "Another author of the catalogue",
  other: "Another provider",
  custom: "A custom provider",
  route: "A route",
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

const head = `<!-- Written by \`node scripts/render-docs.ts\` from src/gateway/support-matrix.ts -->

# Surfaces

Which way a call takes, what it is called there, and which options it keeps. The client reads the same tables; a test walks every cell.

\`\`\`ts
createGatewayClient({ accountId, gateway, token })                    // compat
createGatewayClient({ accountId, gateway, token, surface: "rest" })   // REST
createGatewayClient({ accountId, gateway, token, apiToken, surface: "auto" })
createGatewayClient({ binding: env.AI, gateway })                     // inside a Worker
\`\`\`

Evidence: Cloudflare's documentation up to October 2026, its own packages, and what people measured; nothing was tried against the service by us. What is not documented is
refused with a message rather than sent in hope.

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
    if (typeof found === "string") return `refused ${note(`${isModelless ? "A binding" : subjects[family]} ${found}`)}`
    if (isBound && overBinding && found[0] === "binding") return overBinding
    return found.map((way) => (isBound && way === "native" ? "native, over the binding" : way)).join(", else ")
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
    "Two ways in a cell: the first that loses no option of the call, nor a key of your own.",
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
