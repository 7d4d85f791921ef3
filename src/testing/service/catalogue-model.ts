import { errorReplies, errorRows, type ErrorReply } from "../error-replies.ts"
import { toProvider } from "../to-provider.ts"
import { withInputProblem, withMessage } from "./refuse.ts"

// Whose models REST knows, as Cloudflare's own tests found them (reference A4).
const authors = "openai anthropic google xai groq deepseek alibaba minimax z-ai".split(" ")

/** A model as the REST API spells it, `author/model` or `@cf/author/model`, or why it is none. */
export function resolveCatalogueModel(
  name: unknown,
  path: string,
): { readonly provider: string; readonly model: string } | { readonly refusal: ErrorReply } {
  if (typeof name !== "string") return { refusal: withInputProblem("required: model") }
  const missing = { refusal: withMessage(errorRows["7003-model"], `Model not found: ${name}`) }
  const isEmbedding = path === "v1/embeddings"
  // Messages know no Workers AI, embeddings nothing else.
  if (name.startsWith("@cf/") || name.startsWith("@hf/"))
    return path === "v1/messages" ? missing : { provider: "workers-ai", model: name }
  const [, author = "", model = ""] = /^([a-z0-9-]+)\/(.+)$/.exec(name) ?? []
  if (isEmbedding) return missing
  if (author === "perplexity") return { refusal: errorReplies.byok_required! }
  // Documented with hyphens, found with dots: on /ai/run the hyphens of Anthropic's own ids are not found (reference F).
  if (path.startsWith("run") && author === "anthropic" && /-\d+-\d+/.test(model)) return missing
  return authors.includes(author) ? { provider: toProvider(author), model } : missing
}
