/** Where in its sources a text stands. */
export type MessageCitation =
  | {
      type: "char_location"
      cited_text: string
      document_index: number
      document_title: string | null
      file_id: string | null
      start_char_index: number
      end_char_index: number
    }
  | {
      type: "page_location"
      cited_text: string
      document_index: number
      document_title: string | null
      file_id: string | null
      start_page_number: number
      end_page_number: number
    }
  | {
      type: "content_block_location"
      cited_text: string
      document_index: number
      document_title: string | null
      file_id: string | null
      start_block_index: number
      end_block_index: number
    }
  | {
      type: "search_result_location"
      cited_text: string
      search_result_index: number
      source: string
      title: string | null
      start_block_index: number
      end_block_index: number
    }
  | {
      type: "web_search_result_location"
      cited_text: string
      encrypted_index: string
      title: string | null
      url: string
    }

/** Text of the answer. */
export interface TextBlock {
  type: "text"
  text: string
  /** Its sources, where documents or a search were cited. */
  citations: MessageCitation[] | null
}

/** The model's thinking. Send it back unchanged beside tool results: the signature is checked. */
export interface ThinkingBlock {
  type: "thinking"
  thinking: string
  signature: string
}

/** Thinking that only Anthropic can read. Send it back as it is. */
export interface RedactedThinkingBlock {
  type: "redacted_thinking"
  data: string
}

/** Who called a tool: the model, or code that it runs. */
export type ToolCaller =
  | { type: "direct" }
  | { type: "code_execution_20250825" | "code_execution_20260120"; tool_id: string }

/** A call the model wants made; answer it with a `tool_result` block. */
export interface ToolUseBlock {
  type: "tool_use"
  /** For `tool_use_id` of the answer. */
  id: string
  name: string
  /** The arguments, decoded. Check them with a schema: models err. */
  input: unknown
  /** Only when folded from a stream whose arguments are no whole JSON: their text as far as it came, while `input` stays as the block began. */
  partial_json?: string
  caller: ToolCaller
  toolset_name?: string | null
}

/** A call that the provider makes by itself. */
export interface ServerToolUseBlock {
  type: "server_tool_use"
  id: string
  name:
    | "web_search"
    | "web_fetch"
    | "code_execution"
    | "bash_code_execution"
    | "text_editor_code_execution"
    | "tool_search_tool_regex"
    | "tool_search_tool_bm25"
  input: unknown
  /** As in `ToolUseBlock`. */
  partial_json?: string
  caller: ToolCaller
}

/** What the provider's web search found, or why it did not. */
export interface WebSearchToolResultBlock {
  type: "web_search_tool_result"
  tool_use_id: string
  caller: ToolCaller
  content:
    | { type: "web_search_result"; title: string; url: string; page_age: string | null; encrypted_content: string }[]
    | {
        type: "web_search_tool_result_error"
        error_code: CommonToolError | "max_uses_exceeded" | "query_too_long" | "request_too_large"
      }
}

/** The page or file the provider fetched, or why it did not. */
export interface WebFetchToolResultBlock {
  type: "web_fetch_tool_result"
  tool_use_id: string
  caller: ToolCaller
  content:
    | {
        type: "web_fetch_result"
        url: string
        retrieved_at: string | null
        content: {
          type: "document"
          title: string | null
          citations: { enabled: boolean } | null
          source:
            | { type: "base64"; media_type: "application/pdf"; data: string }
            | { type: "text"; media_type: "text/plain"; data: string }
        }
      }
    | {
        type: "web_fetch_tool_result_error"
        error_code:
          | CommonToolError
          | "max_uses_exceeded"
          | "url_too_long"
          | "url_not_allowed"
          | "url_not_in_prior_context"
          | "url_not_accessible"
          | "unsupported_content_type"
          | "content_too_large"
      }
}

/** What code that the provider ran came to. */
export interface CodeExecutionToolResultBlock {
  type: "code_execution_tool_result"
  tool_use_id: string
  content:
    | {
        type: "code_execution_result"
        content: { type: "code_execution_output"; file_id: string }[]
        return_code: number
        stdout: string
        stderr: string
      }
    | {
        type: "encrypted_code_execution_result"
        content: { type: "code_execution_output"; file_id: string }[]
        return_code: number
        encrypted_stdout: string
        stderr: string
      }
    | { type: "code_execution_tool_result_error"; error_code: CommonToolError | "execution_time_exceeded" }
}

/** What a shell command that the provider ran came to. */
export interface BashCodeExecutionToolResultBlock {
  type: "bash_code_execution_tool_result"
  tool_use_id: string
  content:
    | {
        type: "bash_code_execution_result"
        content: { type: "bash_code_execution_output"; file_id: string }[]
        return_code: number
        stdout: string
        stderr: string
      }
    | {
        type: "bash_code_execution_tool_result_error"
        error_code: CommonToolError | "execution_time_exceeded" | "output_file_too_large"
      }
}

/** What the provider's text editor did or showed. */
export interface TextEditorCodeExecutionToolResultBlock {
  type: "text_editor_code_execution_tool_result"
  tool_use_id: string
  content:
    | {
        type: "text_editor_code_execution_view_result"
        content: string
        file_type: "text" | "image" | "pdf"
        num_lines: number | null
        start_line: number | null
        total_lines: number | null
      }
    | { type: "text_editor_code_execution_create_result"; is_file_update: boolean }
    | {
        type: "text_editor_code_execution_str_replace_result"
        lines: string[] | null
        new_lines: number | null
        new_start: number | null
        old_lines: number | null
        old_start: number | null
      }
    | {
        type: "text_editor_code_execution_tool_result_error"
        error_code: CommonToolError | "execution_time_exceeded" | "file_not_found"
        error_message: string | null
      }
}

/** Tools that a search among many found. */
export interface ToolSearchToolResultBlock {
  type: "tool_search_tool_result"
  tool_use_id: string
  content:
    | { type: "tool_search_tool_search_result"; tool_references: { type: "tool_reference"; tool_name: string }[] }
    | {
        type: "tool_search_tool_result_error"
        error_code: CommonToolError | "execution_time_exceeded"
        error_message: string | null
      }
}

/** A file that was put into the container. */
export interface ContainerUploadBlock {
  type: "container_upload"
  file_id: string
}

type CommonToolError = "invalid_tool_input" | "unavailable" | "too_many_requests"

/** A piece of an answer; tell them apart by `type`. Providers send others too at run time, which are passed on as they are. */
export type MessageBlock =
  | TextBlock
  | ThinkingBlock
  | RedactedThinkingBlock
  | ToolUseBlock
  | ServerToolUseBlock
  | WebSearchToolResultBlock
  | WebFetchToolResultBlock
  | CodeExecutionToolResultBlock
  | BashCodeExecutionToolResultBlock
  | TextEditorCodeExecutionToolResultBlock
  | ToolSearchToolResultBlock
  | ContainerUploadBlock
