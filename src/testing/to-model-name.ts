import { toProvider } from "./to-provider.ts"

/**
 * A model's one name here, or a pattern's, however the provider is spelled: that of compat's model strings.
 *
 * @example
 * toModelName("google/gemini-*") //=> "google-ai-studio/gemini-*"
 */
export function toModelName(name: string): string {
  return /^@[ch]f\//.test(name) ? `workers-ai/${name}` : name.replace(/^[^/]+(?=\/)/, toProvider)
}
