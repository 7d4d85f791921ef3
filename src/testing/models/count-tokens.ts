import { isRecord } from "../../schemas/is-record.ts"
import { toWords } from "../to-words.ts"

// What OpenAI counts for an image of low detail.
const tokensPerPart = 85

/** The tokens of a content, a message or a list of either: one for each word, and 85 for each part that is no text. */
export function countTokens(content: unknown): number {
  if (typeof content === "string") return toWords(content).length
  if (Array.isArray(content)) return content.reduce((sum: number, part) => sum + countTokens(part), 0)
  if (!isRecord(content)) return 0
  if ("role" in content) return countTokens(content["content"])
  const text = content["text"] ?? content["refusal"]
  return typeof text === "string" ? countTokens(text) : tokensPerPart
}
