export { chatCompletionParamsSchema } from "./chat-completion-params.ts"
export { chatCompletionSchema } from "./chat-completion.ts"
export { chatCompletionChunkSchema } from "./chat-completion-chunk.ts"
