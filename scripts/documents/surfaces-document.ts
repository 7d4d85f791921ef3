import { optionHeader, optionPaths } from "../../src/gateway/option-headers.ts"
import { resolveModel, spellModel } from "../../src/gateway/resolve-model.ts"
import {
  chatPlan,
  embeddingsPlan,
  familyOf,
  fateOf,
  logsPlan,
  messagesPlan,
  modelsPlan,
  responsesPlan,
  runPlan,
  universalPlan,
  waysOf,
  type Family,
  type Plan,
  type Surface,
  type Way,
} from "../../src/gateway/support-matrix.ts"

/** Every operation with its plan, and what else it is called. */
export const operations: readonly { readonly name: string; readonly plan: Plan; readonly isModelless?: boolean }[] = [
  { name: "chat.completions.create", plan: chatPlan },
  { name: "embeddings.create", plan: embeddingsPlan },
  { name: "responses.create", plan: responsesPlan },
  { name: "messages.create", plan: messagesPlan },
  { name: "run", plan: runPlan },
  { name: "universal", plan: universalPlan, isModelless: true },
  { name: "models.list", plan: modelsPlan, isModelless: true },
  { name: "logs", plan: logsPlan, isModelless: true },
]

export const surfaces: readonly Surface[] = ["compat", "rest", "auto", "binding"]

/** A model of each family, to show its spellings by. */
export const families: { readonly [family in Family]: string } = {
  "workers-ai": "@cf/meta/llama-3.3-70b-instruct-fp8-fast",
  openai: "openai/gpt-5-mini",
  anthropic: "anthropic/claude-haiku-4-5",
  catalogue: "google-ai-studio/gemini-2.5-flash",
  other: "mistral/mistral-large-latest",
  custom: "custom-mine/model",
  route: "dynamic/support",
}

export const ways: { readonly [way in Way]: string } = {
  compat: "`https://gateway.ai.cloudflare.com/v1/{account}/{gateway}/compat`, token in `cf-aig-authorization`",
  native: "`https://gateway.ai.cloudflare.com/v1/{account}/{gateway}/{provider}`, token in `cf-aig-authorization`",
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
  const cell = (plan: Plan, surface: Surface, family: Family): string => {
    const found = waysOf(plan, surface, family)
    return typeof found === "string" ? `refused ${note(`${titles[family]} ${found}`)}` : found.join(", else ")
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
    ...operations.flatMap(({ name, plan, isModelless }) => [
      `### ${name}`,
      "",
      ...table(
        [isModelless ? "" : "model", ...surfaces],
        (isModelless ? (["other"] as const) : (Object.keys(families) as Family[])).map((family) => [
          isModelless ? "any" : titles[family],
          ...surfaces.map((surface) => cell(plan, surface, family)),
        ]),
      ),
      "",
    ]),
    "`client.provider(…)` goes by `compat` and `native` on HTTP and by `binding` inside a Worker; `client.realtime(…)` over WebSockets of the gateway's host.",
    "",
    "## Model strings",
    "",
    "The prefix is put into each way's words, and the model's own name is never touched. `gateway.modelRequested` and `gateway.modelSent` tell both.",
    "",
    ...table(
      ["you write", "compat, binding", "native", "rest, run"],
      Object.values(families).map((model) => [
        code(model),
        ...(["compat", "native", "rest"] as const).map((way) => spelling(model, way)),
      ]),
    ),
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
                ([fate, , , reason]) =>
                  `${fate === "warn" ? "✓ with a warning" : "refused"} ${note(`${code(option)} ${reason}`)}`,
              )
              .join(" ") || "✓",
        ),
      ]),
    ),
    "",
    "`providerKey` goes with `compat`, `native`, `universal` (into its steps) and `binding`; on `rest` and `run` it is refused.",
    "",
    "## Notes",
    "",
    ...notes.map((text, index) => `${index + 1}. ${text}`),
    "",
  ].join("\n")
}

function spelling(model: string, way: "compat" | "native" | "rest"): string {
  const resolved = resolveModel(model)
  const isElsewhere = way !== "compat" && /^(custom|route)$/.test(familyOf(model))
  if ("problem" in resolved || isElsewhere) return "–"
  return code(spellModel(resolved, way))
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`
  return [line(head), line(head.map(() => "---")), ...rows.map(line)]
}

function code(text: string): string {
  return `\`${text}\``
}
