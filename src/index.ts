export { createChatClient, type ChatClient, type ChatClientOptions } from "./chat-client.ts"
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
export type { CreateEmbeddings, EmbeddingReply, Embeddings } from "./embeddings/embeddings.ts"
export { toVector } from "./embeddings/to-vector.ts"
export type { LogWaitOptions, Logs } from "./logs/create-logs.ts"
export type { LogFeedback } from "./logs/check-feedback.ts"
export type { LogDeletion, LogFilter, LogFilters, LogSelection } from "./logs/log-filters.ts"
export type { LogsOptions } from "./logs/manage.ts"
export type { LogReference } from "./logs/to-log-id.ts"
export { foldMessageEvents } from "./messages/fold-message-events.ts"
export type { CreateMessage, MessageReply, MessageResult, MessageStream, Messages } from "./messages/messages.ts"
export { toMessageText } from "./messages/to-message-text.ts"
export type { Models } from "./models/models.ts"
export { toPrice } from "./models/to-price.ts"
export { readGatewayError } from "./provider/read-gateway-error.ts"
export type { DoorHeaders, ProviderDoor } from "./provider/provider-doors.ts"
export type { ProviderTarget } from "./provider/provider-target.ts"
export type { SocketClose } from "./realtime/create-exchange.ts"
export type { SessionRequest, SessionRequestOptions, UniversalSession } from "./realtime/create-session.ts"
export type { WebSocketLike } from "./realtime/open-socket.ts"
export type { RealtimeConnection, RealtimeOptions, RealtimeProvider } from "./realtime/prepare-connection.ts"
export type { Realtime, SessionOptions } from "./realtime/realtime.ts"
export { foldResponseEvents } from "./responses/fold-response-events.ts"
export type { CreateResponse, ResponseReply, ResponseResult, ResponseStream, Responses } from "./responses/responses.ts"
export { toOutputText } from "./responses/to-output-text.ts"
export type { Run, RunOptions } from "./run/run.ts"
export { chatStep, type ChatStepOptions } from "./universal/chat-step.ts"
export type { Universal, UniversalOptions } from "./universal/universal.ts"
export type { RawReply, RawResult, RawStream } from "./call/raw-answer.ts"
export type { RawAnswer, RawEvent } from "./completion/fold-raw-events.ts"
export { toAnyText } from "./completion/to-any-text.ts"
export type { AccessServiceToken } from "./gateway/client-config.ts"
export type { Surface } from "./gateway/support-matrix.ts"
export type { Embedding, EmbeddingList, EmbeddingUsage, EmbeddingVector } from "./schemas/embedding-list.ts"
export type { EmbeddingFormat, EmbeddingParams } from "./schemas/embedding-params.ts"
export type { GatewayLog } from "./schemas/gateway-log.ts"
export type {
  BashCodeExecutionToolResultBlock,
  CodeExecutionToolResultBlock,
  ContainerUploadBlock,
  MessageBlock,
  MessageCitation,
  RedactedThinkingBlock,
  ServerToolUseBlock,
  TextBlock,
  TextEditorCodeExecutionToolResultBlock,
  ThinkingBlock,
  ToolCaller,
  ToolSearchToolResultBlock,
  ToolUseBlock,
  WebFetchToolResultBlock,
  WebSearchToolResultBlock,
} from "./schemas/message-block.ts"
export type {
  ContentBlockDeltaEvent,
  ContentBlockStartEvent,
  ContentBlockStopEvent,
  MessageDelta,
  MessageDeltaEvent,
  MessageErrorEvent,
  MessagePingEvent,
  MessageStartEvent,
  MessageStopEvent,
  MessageStreamEvent,
} from "./schemas/message-event.ts"
export type {
  CustomMessageTool,
  DocumentBlockParam,
  ImageBlockParam,
  MessageBlockParam,
  MessageParams,
  MessageTool,
  MessageTurn,
  OtherBlockParam,
  ServerMessageTool,
  TextBlockParam,
  ToolResultBlockParam,
  ToolUseBlockParam,
} from "./schemas/message-params.ts"
export type { MessageObject, MessageUsage, StopReason } from "./schemas/message.ts"
export type { ModelListingParams } from "./schemas/model-listing-params.ts"
export type { ModelListing } from "./schemas/model-listing.ts"
export type {
  ResponseAnnotationEvent,
  ResponseArgumentsDeltaEvent,
  ResponseArgumentsDoneEvent,
  ResponseCustomInputDeltaEvent,
  ResponseCustomInputDoneEvent,
  ResponseErrorEvent,
  ResponseEvent,
  ResponseItemEvent,
  ResponseKeepaliveEvent,
  ResponseOtherEvent,
  ResponsePartEvent,
  ResponseProgressEvent,
  ResponseReasoningDeltaEvent,
  ResponseReasoningDoneEvent,
  ResponseRefusalDeltaEvent,
  ResponseRefusalDoneEvent,
  ResponseStateEvent,
  ResponseSummaryDeltaEvent,
  ResponseSummaryDoneEvent,
  ResponseSummaryPartEvent,
  ResponseTextDeltaEvent,
  ResponseTextDoneEvent,
} from "./schemas/response-event.ts"
export type {
  ResponseAnnotation,
  ResponseCallOutput,
  ResponseCustomCall,
  ResponseFailure,
  ResponseFunctionCall,
  ResponseItemStatus,
  ResponseLogprob,
  ResponseObject,
  ResponseOtherItem,
  ResponseOtherItemType,
  ResponseOutputItem,
  ResponseOutputMessage,
  ResponseOutputRefusal,
  ResponseOutputText,
  ResponseReasoning,
  ResponseStatus,
  ResponseUsage,
  ResponseWebSearchCall,
} from "./schemas/response-object.ts"
export type {
  ResponseInputItem,
  ResponseInputMessage,
  ResponseInputPart,
  ResponseParams,
  ResponseTextFormat,
  ResponseTool,
  ResponseToolChoice,
} from "./schemas/response-params.ts"
export type { RunInput, RunWebhook } from "./schemas/run-params.ts"
export type { UniversalStep, UniversalStepConfig } from "./schemas/universal-steps.ts"
export type { Pages } from "./call/create-pages.ts"
