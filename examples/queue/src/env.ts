/** What wrangler.jsonc binds. */
export interface Env {
  readonly AI: Ai
  readonly DB: D1Database
  readonly PROMPTS: Queue<Job>
  readonly GATEWAY_NAME: string
}

/** A message of the queue: one prompt. */
export interface Job {
  /** The same for the same prompt of the same batch, however often it is posted or delivered. */
  readonly eventId: string
  readonly batch: string
  readonly prompt: string
}
