import { anthropicMessages } from "./anthropic-messages.ts"
import { googleContentList, googleGenerateContent } from "./google-generate-content.ts"
import { openaiChat } from "./openai-chat.ts"
import { openaiEmbeddings } from "./openai-embeddings.ts"
import { openaiResponses } from "./openai-responses.ts"
import { orMedia } from "./or-media.ts"
import { plain } from "./plain.ts"
import type { JSONObject, WireFormat } from "./wire-format.ts"
import { workersAI } from "./workers-ai.ts"

// Reference A3 and A4: with or without `v1/`, and whatever a provider puts before (Azure's deployment, Bedrock's region).
const endpoints: readonly (readonly [path: RegExp, format: WireFormat])[] = [
  [/(?:^|\/)chat\/completions$/, openaiChat],
  [/(?:^|\/)responses$/, openaiResponses],
  [/(?:^|\/)embeddings$/, openaiEmbeddings],
  [/(?:^|\/)v1\/messages$|^messages$/, anthropicMessages],
  [/:(?:streamGenerateContent|generateContent)$/, googleGenerateContent],
]

/** What is spoken at this path of a provider, the part after its slug, query included; for Workers AI the body too tells. */
export function formatOf(provider: string, path: string, body: JSONObject = {}): WireFormat {
  const [endpoint = "", query] = path.replace(/^\/+/, "").split("?")
  if (provider === "workers-ai" && /^$|^@|^run\//.test(endpoint)) return orMedia(workersAI, body)
  // Without this Google streams a list in JSON.
  if (endpoint.endsWith(":streamGenerateContent") && new URLSearchParams(query).get("alt") !== "sse")
    return googleContentList
  return endpoints.find(([path]) => path.test(endpoint))?.[1] ?? plain
}
