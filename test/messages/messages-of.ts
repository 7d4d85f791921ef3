import type { GatewayClientOptions } from "../../src/client-options.ts"
import { createMessages, type Messages } from "../../src/messages/messages.ts"
import { callerOf } from "../support/caller-of.ts"
import { readFixtureJSON } from "../support/fixtures.ts"
import { identity } from "../support/server.ts"

export const whole = readFixtureJSON("messages-whole.json")
export const params = {
  model: "anthropic/claude-sonnet-4-5",
  max_tokens: 100,
  system: "Be brief",
  messages: [{ role: "user" as const, content: "What is 12 times 11?" }],
}

/** A client that has messages. */
export const clientOf = (options: GatewayClientOptions): { messages: Messages } => ({
  messages: createMessages(callerOf(options)),
})

/** One whose every request is answered so, at once and without a retry. */
export const answering = (answer: () => Response, options?: GatewayClientOptions) =>
  clientOf({ ...identity, maxRetries: 0, fetch: async () => answer(), ...options })
