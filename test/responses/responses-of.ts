import type { GatewayClientOptions } from "../../src/client-options.ts"
import { createResponses, type Responses } from "../../src/responses/responses.ts"
import { callerOf } from "../support/caller-of.ts"
import { readFixtureJSON } from "../support/fixtures.ts"
import { identity } from "../support/server.ts"

export const whole = readFixtureJSON("responses-whole.json")
export const params = { model: "openai/gpt-5-mini", instructions: "Be brief", input: "How many tides a day?" }

/** A client that has responses. */
export const clientOf = (options: GatewayClientOptions): { responses: Responses } => ({
  responses: createResponses(callerOf(options)),
})

/** One whose every request is answered so, at once and without a retry. */
export const answering = (answer: () => Response, options?: GatewayClientOptions) =>
  clientOf({ ...identity, maxRetries: 0, fetch: async () => answer(), ...options })
