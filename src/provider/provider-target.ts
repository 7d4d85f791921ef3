import type { ProviderSlug } from "../gateway/known-models.ts"

/** Where a door leads: `compat`, which takes every provider's models, or one provider's own path, by any of its names (docs/providers.md). */
export type ProviderTarget =
  | "compat"
  | ProviderSlug
  | "google"
  | "gemini"
  | "google-vertex"
  | "vertex"
  | "xai"
  | "perplexity-ai"
  | "azure"
  | "azure-anthropic"
  | "bedrock"
  | "fal-ai"
  | "fireworks"
  | "fireworks-ai"
  | "adobe-firefly"
  | `custom-${string}`
