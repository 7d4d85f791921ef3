/** What a reader wants to know of a provider and the code does not need. */
export interface ProviderFacts {
  readonly title: string
  /** The beginning of the provider's own URLs that `{gateway}/{slug}` takes the place of, without `https://`. */
  readonly replaces?: string
  /** A documented path after the slug, with `{…}` for what is yours. */
  readonly path?: string
  /** What is not quite as the table makes it look. */
  readonly note?: string
}

const eitherBase = "Documented with and without `/v1`; with it, as Cloudflare's own package sends."

/** By URL slug. */
export const providerFacts: Readonly<Record<string, ProviderFacts>> = {
  openai: { title: "OpenAI", replaces: "api.openai.com/v1", path: "/chat/completions" },
  anthropic: { title: "Anthropic", replaces: "api.anthropic.com", path: "/v1/messages" },
  "google-ai-studio": {
    title: "Google AI Studio",
    replaces: "generativelanguage.googleapis.com",
    path: "/v1/models/{model}:generateContent",
    note: "`/v1beta/…` works as well. Users report that OpenAI clients work at `/v1beta/openai`; it is not documented.",
  },
  "google-vertex-ai": {
    title: "Google Vertex AI",
    replaces: "{region}-aiplatform.googleapis.com",
    path: "/v1/projects/{project}/locations/{region}/publishers/google/models/{model}:generateContent",
    note: "The key is an access token, or a service account's JSON in base64 with a `region` added. The models' ids keep their publisher: `google-vertex-ai/google/{model}`.",
  },
  grok: { title: "xAI", replaces: "api.x.ai/v1", path: "/v1/chat/completions", note: eitherBase },
  groq: { title: "Groq", replaces: "api.groq.com/openai/v1", path: "/chat/completions" },
  mistral: { title: "Mistral", replaces: "api.mistral.ai", path: "/v1/chat/completions" },
  cohere: {
    title: "Cohere",
    replaces: "api.cohere.ai",
    path: "/v1/chat",
    note: "The page says that it takes the place of `api.cohere.ai/v1`, and has `/v1` in its paths all the same.",
  },
  "perplexity-ai": { title: "Perplexity", replaces: "api.perplexity.ai", path: "/chat/completions" },
  deepseek: { title: "DeepSeek", replaces: "api.deepseek.com", path: "/chat/completions" },
  cerebras: { title: "Cerebras", replaces: "api.cerebras.ai/v1", path: "/chat/completions" },
  baseten: { title: "Baseten", path: "/v1/chat/completions", note: "Models of your own are at `/model/{id}`." },
  parallel: {
    title: "Parallel",
    path: "/v1/tasks/runs",
    note: "Chat is documented for compat alone, where the key goes into `Authorization` as everybody's.",
  },
  "azure-openai": {
    title: "Azure OpenAI",
    replaces: "{resource}.openai.azure.com/openai/deployments/{deployment}",
    path: "/{resource}/{deployment}/chat/completions?api-version={version}",
    note: "An OpenAI client's base is `/{resource}/{deployment}`. On compat only with a stored key.",
  },
  "aws-bedrock": {
    title: "Amazon Bedrock",
    replaces: "bedrock-runtime.{region}.amazonaws.com",
    path: "/bedrock-runtime/{region}/model/{model}/invoke",
    note: "Store your AWS credentials and the gateway signs; or sign for the AWS URL yourself. A Bedrock API key goes to `/bedrock-mantle/{region}/anthropic/v1/messages`. On compat Claude and Nova.",
  },
  "workers-ai": {
    title: "Workers AI",
    replaces: "api.cloudflare.com/client/v4/accounts/{account}/ai",
    path: "/v1/chat/completions",
    note: "The key is a Cloudflare token with Workers AI. Also `/@cf/{author}/{model}` and `/run/@cf/{author}/{model}`. On REST the id goes bare: `@cf/{author}/{model}`.",
  },
  openrouter: { title: "OpenRouter", replaces: "openrouter.ai/api/v1", path: "/v1/chat/completions", note: eitherBase },
  azure: {
    title: "Anthropic on Azure",
    path: "/{resource}/anthropic/v1/messages",
    note: "Known from one changelog file that Cloudflare never published.",
  },
  cartesia: { title: "Cartesia", replaces: "api.cartesia.ai/v1", path: "/tts/bytes" },
  deepgram: {
    title: "Deepgram",
    replaces: "api.deepgram.com",
    note: "The page shows the WebSocket only; `Token` is Deepgram's own scheme.",
  },
  elevenlabs: { title: "ElevenLabs", replaces: "api.elevenlabs.io", path: "/v1/text-to-speech/{voice}" },
  fal: {
    title: "Fal AI",
    replaces: "fal.run",
    path: "/fal-ai/{model}",
    note: "Other hosts of Fal: the bare base with `x-fal-target-url: {whole URL}`.",
  },
  huggingface: {
    title: "HuggingFace",
    replaces: "api-inference.huggingface.co/models",
    path: "/{organisation}/{model}",
  },
  ideogram: { title: "Ideogram", replaces: "api.ideogram.ai", path: "/v1/ideogram-v3/generate" },
  replicate: { title: "Replicate", replaces: "api.replicate.com/v1", path: "/predictions" },
  fireworks: {
    title: "Fireworks",
    replaces: "api.fireworks.ai/inference/v1",
    note: "No page of its own: known from Cloudflare's own package and the Auto Router's list.",
  },
  "adobe-firefly": {
    title: "Adobe Firefly",
    note: "Only its name is known, from Cloudflare's types: how it takes its key is a guess.",
  },
}
