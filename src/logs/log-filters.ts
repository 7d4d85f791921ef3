/** A condition as the API has it. `metadata.key` and `metadata.value` are not paired: two such may be met by different entries of one log. */
export interface LogFilter {
  key:
    | "id"
    | "created_at"
    | "request_content_type"
    | "response_content_type"
    | "request_type"
    | "success"
    | "cached"
    | "provider"
    | "model"
    | "model_type"
    | "cost"
    | "tokens"
    | "tokens_in"
    | "tokens_out"
    | "duration"
    | "feedback"
    | "event_id"
    | "metadata.key"
    | "metadata.value"
    | "authentication"
    | "wholesale"
    | "compatibilityMode"
    | "dlp_action"
    | "user_agent"
    | (string & {})
  operator: "eq" | "neq" | "contains" | "lt" | "gt" | (string & {})
  /** At least one. */
  value: readonly (string | number | boolean | null)[]
}

/** Which logs: those that meet all that is given. */
export interface LogSelection {
  /** As logs spell it, e.g. `anthropic/claude-haiku-4.5`, whatever the request said. */
  model?: string | undefined
  /** The provider's slug. */
  provider?: string | undefined
  success?: boolean | undefined
  /** Whether the gateway's cache answered. */
  cached?: boolean | undefined
  /** Of this event. */
  eventId?: string | undefined
  /** More conditions. */
  filters?: readonly LogFilter[] | undefined
}

/** Which logs are listed, and in which order. */
export interface LogFilters extends LogSelection {
  /** Text to look for. */
  search?: string | undefined
  /** @default "created_at" */
  orderBy?: "created_at" | "provider" | "model" | "model_type" | "success" | "cached" | undefined
  /** @default "desc", the newest first */
  order?: "asc" | "desc" | undefined
  /** How many are fetched at a time, 1 to 50. @default 50 */
  pageSize?: number | undefined
}

/** Which logs are deleted: `all`, or those that meet all that is given. */
export interface LogDeletion extends LogSelection {
  /** Every log of the gateway; goes with nothing else. */
  all?: true | undefined
}
