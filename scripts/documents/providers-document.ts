import { findProvider } from "../../src/gateway/find-provider.ts"
import { providers, type Provider } from "../../src/gateway/providers.ts"
import { providerFacts, type ProviderFacts } from "./provider-facts.ts"

const head = `<!-- Written by \`node scripts/render-docs.ts\` from src/gateway/providers.ts and scripts/documents/provider-facts.ts -->

# Providers

Every provider that AI Gateway has a path of its own for. The same table is what \`client.provider(…)\`, embeddings, responses and messages go by.

\`\`\`ts
new OpenAI({ ...client.provider("openai") })
\`\`\`

How to read it:

* **name**: what \`client.provider(…)\` takes. The first is the segment of the URL, the others mean the same.
* **base**: the path after \`https://gateway.ai.cloudflare.com/v1/{account}/{gateway}\`, and what it takes the place of.
* **for OpenAI clients**: the path below which \`/chat/completions\` is. Where there is none, the provider speaks a format of its own there.
* **compat**, **REST**: what stands before \`/model\` in the model string; \`–\` where none is documented. With a provider's own path the model
  has its own name, without any of it.
* **key**: the header that carries the provider's own key. Without a key none is sent, and the key stored at Cloudflare, or Unified Billing, pays.
* **example**: a path after the base.

A provider of your own is \`custom-{slug}\`: base \`/custom-{slug}\`, which stands for its \`base_url\` as that was given, compat prefix
\`custom-{slug}\`, key \`authorization: Bearer\`.

Evidence: Cloudflare's documentation as of September 2026, save where a note says otherwise; no row was tried against the service by us. REST
authors are those that Cloudflare's own tests were answered for, although its pages name more.
`

/** docs/providers.md */
export function providersDocument(): string {
  const rows = providers.map((provider) => ({
    provider,
    facts: providerFacts[provider.slug] ?? { title: provider.slug },
  }))
  return [
    head,
    ...table(
      ["provider", "name", "base", "for OpenAI clients", "compat", "REST", "key", "example"],
      rows.map(({ provider, facts }) => cells(provider, facts)),
    ),
    "",
    "## Headers that are demanded",
    "",
    "They are added where the request has none of its own.",
    "",
    ...table(
      ["provider", "header"],
      rows.flatMap(({ provider, facts }) =>
        Object.entries(provider.headers ?? {}).map((header) => [facts.title, code(header.join(": "))]),
      ),
    ),
    "",
    "## Realtime WebSockets",
    "",
    "Below `wss://gateway.ai.cloudflare.com/v1/{account}/{gateway}`. The key goes into its usual header where headers can be set and nothing else stands here.",
    "",
    ...table(
      ["provider", "path", "the provider's key"],
      rows.flatMap(({ provider: { webSocket }, facts }) =>
        webSocket ? [[facts.title, ...webSocketCells(webSocket)]] : [],
      ),
    ),
    "",
    "## Notes",
    "",
    ...rows.flatMap(({ facts: { title, note } }) => (note ? [`* **${title}**: ${note}`] : [])),
    "",
  ].join("\n")
}

function cells(provider: Provider, { title, replaces, path }: ProviderFacts): string[] {
  const { slug, openai, prefix, author, keyHeader, keyScheme } = provider
  return [
    title,
    namesOf(provider).map(code).join(", "),
    code(`/${slug}`) + (replaces ? ` for ${code(replaces)}` : ""),
    openai === undefined ? "–" : code(`/${slug}${openai}`),
    prefix ? code(prefix) : "–",
    author ? code(author) : "–",
    code(`${keyHeader}: ${keyScheme}…`),
    path ? code(path) : "–",
  ]
}

// Two rows may have one name: it is said where it leads.
function namesOf(provider: Provider): string[] {
  const { slug, prefix, author, aliases = [] } = provider
  const names = [slug, prefix, author, ...aliases].filter((name) => name !== undefined)
  return [...new Set(names)].filter((name) => findProvider(name) === provider)
}

function webSocketCells({ path, query, keyQuery, keyProtocol }: NonNullable<Provider["webSocket"]>): string[] {
  const demanded = query ? `?${new URLSearchParams(query)}` : ""
  if (keyQuery) return [code(`/${path}${demanded}`), `query ${code(`${keyQuery}={key}`)}`]
  return [code(`/${path}${demanded}`), keyProtocol ? `subprotocol ${code(`${keyProtocol}.{key}`)}` : "its usual header"]
}

function table(names: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return [names, names.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`)
}

function code(text: string): string {
  return `\`${text}\``
}
