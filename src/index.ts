export { createChatClient, type ChatClient } from "./chat-client.ts"
export { createGatewayClient, type GatewayClient } from "./client.ts"
export type { GatewayClientOptions } from "./client-options.ts"
export type { ChatCompletions, ChatCompletionResult, CreateChatCompletion } from "./chat/completions.ts"
export { readCompletionStream } from "./chat/read-completion-stream.ts"
export { doctor, type DoctorOptions, type DoctorStep } from "./doctor.ts"
export type { DoctorStepName } from "./gateway/diagnose.ts"
export type { ChatCompletionStream } from "./completion/completion-stream.ts"
export { foldChunks } from "./completion/fold-chunks.ts"
export type { ChatCompletionReply } from "./completion/reply.ts"
export { toFinishReason } from "./completion/to-finish-reason.ts"
export { toMessage } from "./completion/to-message.ts"
export { toReasoning } from "./completion/to-reasoning.ts"
export { toText } from "./completion/to-text.ts"
export { toToolCalls, type ToolCall } from "./completion/to-tool-calls.ts"
export { estimateCost, toUsage, type TokenUsage } from "./completion/to-usage.ts"
export {
  GatewayConnectionError,
  GatewayError,
  GatewayParseError,
  GatewayRequestError,
  GatewayResponseError,
  GatewayStreamError,
  GatewayTimeoutError,
  isGatewayError,
  type AnyGatewayError,
  type GatewayErrorInit,
  type GatewayErrorOf,
} from "./errors.ts"
export type { ErrorOrigin, GatewayErrorCode, ResponseErrorCode } from "./gateway/error-codes.ts"
export type { AiBinding, AiGatewayBinding } from "./gateway/ai-binding.ts"
export type { CustomCost, GatewayMetadata, GatewayOptions, GatewayRetries } from "./gateway/gateway-options.ts"
export { readGatewayRecord, type Attempt, type GatewayRecord, type Timings } from "./gateway/gateway-record.ts"
export type { HeadersInput } from "./gateway/headers-input.ts"
export type { KnownModel, Model, ProviderSlug } from "./gateway/known-models.ts"
export type { RateLimit, RateLimits } from "./gateway/rate-limit.ts"
export type {
  CallEnd,
  Credential,
  FetchLike,
  GatewayHooks,
  Logger,
  ProviderKeys,
  RequestDescription,
  RequestOptions,
  ValidateMode,
} from "./gateway/request-options.ts"
export { toErrorResponse } from "./gateway/to-error-response.ts"
export type { WithGateway } from "./gateway/with-gateway.ts"
export type { ChatCompletionChunk, ChatCompletionChunkChoice, ReplyDelta } from "./schemas/chat-completion-chunk.ts"
export type { ChatCompletionParams, ResponseFormat } from "./schemas/chat-completion-params.ts"
export type {
  ChatCompletion,
  ChatCompletionChoice,
  FinishReason,
  Logprobs,
  ReplyMessage,
  ReplyToolCall,
  Usage,
} from "./schemas/chat-completion.ts"
export type {
  AssistantMessage,
  AudioPart,
  CacheControl,
  ChatMessage,
  FilePart,
  FunctionMessage,
  ImagePart,
  RefusalPart,
  SystemMessage,
  TextPart,
  Tool,
  ToolCallParam,
  ToolMessage,
  UserMessage,
} from "./schemas/chat-message.ts"
export type { Issue } from "./schemas/issue.ts"
export { isStream, type GatewayStream } from "./stream/create-stream.ts"
