// What each cell of docs/surfaces.md comes to, written by hand from Cloudflare's documentation: the way, then what is seen to leave the
// client. Nothing here is made from the code's own tables.

/**
 * `{way} {what is seen}`, two where the first loses an option of the call, or `refused {code} {words of the message}`.
 * `native env.AI.gateway(…)` is a provider's own path over the binding.
 */
export type ExpectedCell = string | readonly [first: string, second: string]

/** The model as it is asked for, then each surface's cell. */
export type ExpectedRow = readonly [
  model: string,
  compat: ExpectedCell,
  rest: ExpectedCell,
  auto: ExpectedCell,
  binding: ExpectedCell,
]

const host = "gateway.ai.cloudflare.com/v1/0123456789abcdef0123456789abcdef/my-gateway"
const gateway = `POST https://${host}`
const account = "https://api.cloudflare.com/client/v4/accounts/0123456789abcdef0123456789abcdef"
const bound = "env.AI.gateway(my-gateway)"

const chat = `compat ${gateway}/compat/chat/completions`
const restChat = `rest POST ${account}/ai/v1/chat/completions`
const restEmbeddings = `rest POST ${account}/ai/v1/embeddings`
const restResponses = `rest POST ${account}/ai/v1/responses`
const restMessages = `rest POST ${account}/ai/v1/messages`
const restRun = `rest POST ${account}/ai/run`
const boundChat = `binding ${bound} compat chat/completions`

const compatAlone = "refused invalid_model answered on /compat alone"
const noEmbeddings = "refused invalid_model no documented path for embeddings"
const noPath = "refused invalid_model no documented path here"
const noRoutes = "refused invalid_model for chat.completions"
const noMessages = "refused invalid_model has no Messages"
const noWebSockets = "refused unsupported_option no WebSockets"

/** The operations that are asked for a model, by the model's family. */
export const expectedOfModels: { readonly [operation: string]: { readonly [family: string]: ExpectedRow } } = {
  "chat.completions.create": {
    "workers-ai": [
      "@cf/meta/llama-3.1-8b-instruct",
      `${chat} workers-ai/@cf/meta/llama-3.1-8b-instruct`,
      `${restChat} @cf/meta/llama-3.1-8b-instruct`,
      [`${restChat} @cf/meta/llama-3.1-8b-instruct`, `${chat} workers-ai/@cf/meta/llama-3.1-8b-instruct`],
      "run env.AI.run @cf/meta/llama-3.1-8b-instruct",
    ],
    openai: [
      "openai/gpt-5-mini",
      `${chat} openai/gpt-5-mini`,
      `${restChat} openai/gpt-5-mini`,
      [`${restChat} openai/gpt-5-mini`, `${chat} openai/gpt-5-mini`],
      `${boundChat} openai/gpt-5-mini`,
    ],
    anthropic: [
      "anthropic/claude-haiku-4-5",
      `${chat} anthropic/claude-haiku-4-5`,
      `${restChat} anthropic/claude-haiku-4-5`,
      [`${restChat} anthropic/claude-haiku-4-5`, `${chat} anthropic/claude-haiku-4-5`],
      `${boundChat} anthropic/claude-haiku-4-5`,
    ],
    catalogue: [
      "google/gemini-2.5-flash",
      `${chat} google-ai-studio/gemini-2.5-flash`,
      `${restChat} google/gemini-2.5-flash`,
      [`${restChat} google/gemini-2.5-flash`, `${chat} google-ai-studio/gemini-2.5-flash`],
      `${boundChat} google-ai-studio/gemini-2.5-flash`,
    ],
    other: [
      "mistral/mistral-large-latest",
      `${chat} mistral/mistral-large-latest`,
      `${restChat} mistral/mistral-large-latest`,
      `${chat} mistral/mistral-large-latest`,
      `${boundChat} mistral/mistral-large-latest`,
    ],
    custom: [
      "custom-mine/model",
      `${chat} custom-mine/model`,
      compatAlone,
      `${chat} custom-mine/model`,
      `${boundChat} custom-mine/model`,
    ],
    route: [
      "dynamic/support",
      `${chat} dynamic/support`,
      compatAlone,
      `${chat} dynamic/support`,
      `${boundChat} dynamic/support`,
    ],
  },
  "embeddings.create": {
    "workers-ai": [
      "workers-ai/@cf/baai/bge-m3",
      `${restEmbeddings} @cf/baai/bge-m3`,
      `${restEmbeddings} @cf/baai/bge-m3`,
      `${restEmbeddings} @cf/baai/bge-m3`,
      "run env.AI.run @cf/baai/bge-m3",
    ],
    openai: [
      "openai/text-embedding-3-small",
      `native ${gateway}/openai/embeddings text-embedding-3-small`,
      `native ${gateway}/openai/embeddings text-embedding-3-small`,
      `native ${gateway}/openai/embeddings text-embedding-3-small`,
      `native ${bound} openai embeddings text-embedding-3-small`,
    ],
    anthropic: ["anthropic/claude-haiku-4-5", noEmbeddings, noEmbeddings, noEmbeddings, noEmbeddings],
    catalogue: [
      "xai/v1",
      `native ${gateway}/grok/v1/embeddings v1`,
      `native ${gateway}/grok/v1/embeddings v1`,
      `native ${gateway}/grok/v1/embeddings v1`,
      `native ${bound} grok v1/embeddings v1`,
    ],
    other: [
      "mistral/mistral-embed",
      `native ${gateway}/mistral/v1/embeddings mistral-embed`,
      `native ${gateway}/mistral/v1/embeddings mistral-embed`,
      `native ${gateway}/mistral/v1/embeddings mistral-embed`,
      `native ${bound} mistral v1/embeddings mistral-embed`,
    ],
    custom: ["custom-mine/model", noEmbeddings, noEmbeddings, noEmbeddings, noEmbeddings],
    route: ["dynamic/support", noEmbeddings, noEmbeddings, noEmbeddings, noEmbeddings],
  },
  "responses.create": {
    "workers-ai": [
      "@cf/openai/gpt-oss-120b",
      `${restResponses} @cf/openai/gpt-oss-120b`,
      `${restResponses} @cf/openai/gpt-oss-120b`,
      `${restResponses} @cf/openai/gpt-oss-120b`,
      "run env.AI.run @cf/openai/gpt-oss-120b",
    ],
    openai: [
      "openai/gpt-5-mini",
      `native ${gateway}/openai/responses gpt-5-mini`,
      `${restResponses} openai/gpt-5-mini`,
      [`${restResponses} openai/gpt-5-mini`, `native ${gateway}/openai/responses gpt-5-mini`],
      `native ${bound} openai responses gpt-5-mini`,
    ],
    anthropic: [
      "anthropic/claude-haiku-4.5",
      `${restResponses} anthropic/claude-haiku-4.5`,
      `${restResponses} anthropic/claude-haiku-4.5`,
      `${restResponses} anthropic/claude-haiku-4.5`,
      noPath,
    ],
    catalogue: [
      "grok/grok-4",
      `${restResponses} xai/grok-4`,
      `${restResponses} xai/grok-4`,
      `${restResponses} xai/grok-4`,
      noPath,
    ],
    other: [
      "mistral/mistral-large-latest",
      `${restResponses} mistral/mistral-large-latest`,
      `${restResponses} mistral/mistral-large-latest`,
      `${restResponses} mistral/mistral-large-latest`,
      noPath,
    ],
    custom: ["custom-mine/model", noPath, noPath, noPath, noPath],
    route: ["cloudflare/auto", noRoutes, noRoutes, noRoutes, noRoutes],
  },
  "messages.create": {
    "workers-ai": ["@cf/meta/llama-3.1-8b-instruct", noMessages, noMessages, noMessages, noMessages],
    openai: [
      "openai/gpt-5-mini",
      `${restMessages} openai/gpt-5-mini`,
      `${restMessages} openai/gpt-5-mini`,
      `${restMessages} openai/gpt-5-mini`,
      noPath,
    ],
    anthropic: [
      "anthropic/claude-haiku-4-5",
      `native ${gateway}/anthropic/v1/messages claude-haiku-4-5`,
      `${restMessages} anthropic/claude-haiku-4-5`,
      [`${restMessages} anthropic/claude-haiku-4-5`, `native ${gateway}/anthropic/v1/messages claude-haiku-4-5`],
      `native ${bound} anthropic v1/messages claude-haiku-4-5`,
    ],
    catalogue: [
      "google-ai-studio/gemini-2.5-flash",
      `${restMessages} google/gemini-2.5-flash`,
      `${restMessages} google/gemini-2.5-flash`,
      `${restMessages} google/gemini-2.5-flash`,
      noPath,
    ],
    other: [
      "mistral/mistral-large-latest",
      `${restMessages} mistral/mistral-large-latest`,
      `${restMessages} mistral/mistral-large-latest`,
      `${restMessages} mistral/mistral-large-latest`,
      noPath,
    ],
    custom: ["custom-mine/model", noPath, noPath, noPath, noPath],
    route: ["dynamic/support", noRoutes, noRoutes, noRoutes, noRoutes],
  },
  run: {
    "workers-ai": [
      "workers-ai/@cf/meta/llama-3.1-8b-instruct",
      `${restRun}/@cf/meta/llama-3.1-8b-instruct`,
      `${restRun}/@cf/meta/llama-3.1-8b-instruct`,
      `${restRun}/@cf/meta/llama-3.1-8b-instruct`,
      "run env.AI.run @cf/meta/llama-3.1-8b-instruct",
    ],
    openai: [
      "openai/gpt-5-mini",
      `${restRun} openai/gpt-5-mini`,
      `${restRun} openai/gpt-5-mini`,
      `${restRun} openai/gpt-5-mini`,
      "run env.AI.run openai/gpt-5-mini",
    ],
    anthropic: [
      "anthropic/claude-haiku-4.5",
      `${restRun} anthropic/claude-haiku-4.5`,
      `${restRun} anthropic/claude-haiku-4.5`,
      `${restRun} anthropic/claude-haiku-4.5`,
      "run env.AI.run anthropic/claude-haiku-4.5",
    ],
    catalogue: [
      "google-ai-studio/gemini-2.5-flash",
      `${restRun} google/gemini-2.5-flash`,
      `${restRun} google/gemini-2.5-flash`,
      `${restRun} google/gemini-2.5-flash`,
      "run env.AI.run google/gemini-2.5-flash",
    ],
    other: [
      "mistral/mistral-large-latest",
      `${restRun} mistral/mistral-large-latest`,
      `${restRun} mistral/mistral-large-latest`,
      `${restRun} mistral/mistral-large-latest`,
      "run env.AI.run mistral/mistral-large-latest",
    ],
    custom: ["custom-mine/model", noPath, noPath, noPath, noPath],
    route: ["dynamic/support", noRoutes, noRoutes, noRoutes, "run env.AI.run dynamic/support"],
  },
}

const universal = `universal ${gateway}`
const logs = `${account}/ai-gateway/gateways/my-gateway/logs`
const getLog = `rest GET ${logs}/log-1`
const search = `rest GET ${account}/ai/models/search?per_page=100&page=1`

/** The operations that are not. */
export const expectedOfOthers: { readonly [operation: string]: ExpectedRow } = {
  universal: ["", universal, universal, universal, `binding ${bound} steps`],
  "models.list": [
    "",
    `compat GET https://${host}/compat/models`,
    search,
    // What compat cannot tell, REST is asked for.
    [`compat GET https://${host}/compat/models`, `${search.replace("?", "?task=Text+Generation&")}`],
    "binding env.AI.models",
  ],
  "logs.get": ["", getLog, getLog, getLog, `binding ${bound} getLog log-1`],
  "logs.wait": ["", getLog, getLog, getLog, `binding ${bound} getLog log-1`],
  "logs.feedback": [
    "",
    `rest PATCH ${logs}/log-1`,
    `rest PATCH ${logs}/log-1`,
    `rest PATCH ${logs}/log-1`,
    `binding ${bound} patchLog log-1`,
  ],
  "logs.list": [
    "",
    `rest GET ${logs}?page=1&per_page=50&order_by=created_at&order_by_direction=desc`,
    `rest GET ${logs}?page=1&per_page=50&order_by=created_at&order_by_direction=desc`,
    `rest GET ${logs}?page=1&per_page=50&order_by=created_at&order_by_direction=desc`,
    `rest GET ${logs}?page=1&per_page=50&order_by=created_at&order_by_direction=desc`,
  ],
  "logs.request": ["", `${getLog}/request`, `${getLog}/request`, `${getLog}/request`, `${getLog}/request`],
  "logs.response": ["", `${getLog}/response`, `${getLog}/response`, `${getLog}/response`, `${getLog}/response`],
  "logs.delete": ["", `rest DELETE ${logs}`, `rest DELETE ${logs}`, `rest DELETE ${logs}`, `rest DELETE ${logs}`],
  realtime: [
    "",
    `native WebSocket wss://${host}/openai?model=gpt-realtime`,
    `native WebSocket wss://${host}/openai?model=gpt-realtime`,
    `native WebSocket wss://${host}/openai?model=gpt-realtime`,
    noWebSockets,
  ],
  "realtime.connect": [
    "",
    `universal WebSocket wss://${host}/`,
    `universal WebSocket wss://${host}/`,
    `universal WebSocket wss://${host}/`,
    noWebSockets,
  ],
  'provider("compat")': [
    "",
    `${chat} openai/gpt-5-mini`,
    `${chat} openai/gpt-5-mini`,
    `${chat} openai/gpt-5-mini`,
    `${boundChat} openai/gpt-5-mini`,
  ],
  'provider("openai")': [
    "",
    `native ${gateway}/openai/responses gpt-5-mini`,
    `native ${gateway}/openai/responses gpt-5-mini`,
    `native ${gateway}/openai/responses gpt-5-mini`,
    `native ${bound} openai responses gpt-5-mini`,
  ],
}
