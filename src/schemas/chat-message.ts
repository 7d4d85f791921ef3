/** Marks the end of a prefix that Anthropic models may cache. Passed through untouched. */
export interface CacheControl {
  type: "ephemeral"
  /** How long the provider keeps the prefix. */
  ttl?: "5m" | "1h" | undefined
}

/** A piece of text in a message. */
export interface TextPart {
  type: "text"
  text: string
  /** Anthropic prompt caching: everything up to and with this part. */
  cache_control?: CacheControl | undefined
}

/** A refusal that an assistant gave before, in a turn sent back. */
export interface RefusalPart {
  type: "refusal"
  refusal: string
}

/** An image: an `https:` or a `data:` URL. */
export interface ImagePart {
  type: "image_url"
  image_url: { url: string; /** `auto`, `low`, `high` where the provider knows it. */ detail?: string | undefined }
  cache_control?: CacheControl | undefined
}

/** Sound to listen to, base64. */
export interface AudioPart {
  type: "input_audio"
  input_audio: { data: string; /** `wav` or `mp3` with OpenAI. */ format: string }
}

/** A document: its content as a data URL, or the id of an upload. */
export interface FilePart {
  type: "file"
  file: { file_data?: string | undefined; file_id?: string | undefined; filename?: string | undefined }
  cache_control?: CacheControl | undefined
}

/** Instructions that stand above the conversation; `developer` is OpenAI's newer name for `system`. */
export interface SystemMessage {
  role: "system" | "developer"
  content: string | readonly TextPart[]
  name?: string | undefined
}

/** What the user says. */
export interface UserMessage {
  role: "user"
  content: string | readonly (TextPart | ImagePart | AudioPart | FilePart)[]
  name?: string | undefined
}

/** A turn of the model, sent back. `toMessage(completion)` makes one with nothing lost. */
export interface AssistantMessage {
  role: "assistant"
  /** Workers AI refuses `null` and absence beside `tool_calls`: send `""` there. */
  content?: string | readonly (TextPart | RefusalPart)[] | null | undefined
  name?: string | undefined
  refusal?: string | null | undefined
  tool_calls?: readonly ToolCallParam[] | undefined
  /** An earlier spoken answer, by id. */
  audio?: { id: string } | null | undefined
  /** Deprecated by OpenAI for `tool_calls`. */
  function_call?: { name: string; arguments: string } | null | undefined
}

/** What a tool answered. */
export interface ToolMessage {
  role: "tool"
  content: string | readonly TextPart[]
  /** The id of the call this answers, from `toToolCalls`. */
  tool_call_id: string
}

/** What a function answered. Deprecated by OpenAI for `ToolMessage`. */
export interface FunctionMessage {
  role: "function"
  name: string
  content: string | null
}

/** One message of the conversation, in OpenAI's shape. */
export type ChatMessage = SystemMessage | UserMessage | AssistantMessage | ToolMessage | FunctionMessage

/** A call the model made, sent back in an assistant turn. */
export type ToolCallParam =
  | { id: string; type: "function"; function: { name: string; arguments: string } }
  | { id: string; type: "custom"; custom: { name: string; input: string } }

/** A tool the model may call. */
export type Tool =
  | {
      type: "function"
      function: {
        name: string
        description?: string | undefined
        /** A JSON Schema, e.g. from `z.toJSONSchema(schema)`. */
        parameters?: object | undefined
        strict?: boolean | null | undefined
      }
      /** Anthropic prompt caching: all tools up to and with this one. */
      cache_control?: CacheControl | undefined
    }
  | {
      type: "custom"
      custom:
        | { name: string; [key: string]: unknown }
        | { name: string; description?: string | undefined; format?: object | undefined }
    }
