import { createGatewayClient, isGatewayError, toText, toUsage, type GatewayClient } from "cf-ai-gateway"
import type { Env, Job } from "./env.ts"

const model = "workers-ai/@cf/meta/llama-3.3-70b-instruct-fp8-fast"
// A Worker has six connections at a time; one stays free for D1.
const lanes = 5

const stillWaiting = `
  SELECT event_id FROM answers WHERE state = 'waiting' AND event_id IN (SELECT value FROM json_each(?))`
// The first answer stays.
const keepAnswer = `
  UPDATE answers SET state = 'done', answer = ?2, log_id = ?3, tokens = ?4 WHERE event_id = ?1 AND state = 'waiting'`
const keepFailure = `
  UPDATE answers SET state = 'failed', error_code = ?2, error_hint = ?3, log_id = ?4
  WHERE event_id = ?1 AND state = 'waiting'`

/** The queue's consumer. Queues deliver at least once: what is done already is not asked again. */
export async function answerJobs({ messages }: MessageBatch<Job>, env: Env): Promise<void> {
  // The queue retries, with more patience than a Worker has.
  const client = createGatewayClient({ binding: env.AI, gateway: env.GATEWAY_NAME, maxRetries: 0 })
  const ids = JSON.stringify(messages.map(({ body }) => body.eventId))
  const { results } = await env.DB.prepare(stillWaiting).bind(ids).all<{ event_id: string }>()
  const waiting = new Set(results.map(({ event_id }) => event_id))
  const queue = messages.values()
  const work = async () => {
    for (const message of queue) {
      if (waiting.delete(message.body.eventId)) await answerJob(message, client, env.DB)
      else message.ack()
    }
  }
  await Promise.all(Array.from({ length: lanes }, work))
}

async function answerJob(message: Message<Job>, client: GatewayClient, db: D1Database): Promise<void> {
  const { eventId } = message.body
  try {
    const [statement, ...values] = await ask(message.body, client)
    await db
      .prepare(statement)
      .bind(eventId, ...values)
      .run()
    message.ack()
  } catch (error) {
    const delaySeconds = toDelay(error, message.attempts)
    console.warn({ eventId, code: isGatewayError(error) ? error.code : String(error), delaySeconds })
    message.retry({ delaySeconds })
  }
}

// The statement that keeps what came of it. Throws what may well pass.
async function ask({ eventId, batch, prompt }: Job, client: GatewayClient) {
  try {
    const completion = await client.chat.completions.create(
      { model, messages: [{ role: "user", content: prompt }] },
      { gateway: { eventId, metadata: { batch } } },
    )
    const { logId } = completion.gateway
    return [keepAnswer, toText(completion), logId ?? null, toUsage(completion)?.total ?? null] as const
  } catch (error) {
    if (!isGatewayError(error) || error.retryable) throw error
    return [keepFailure, error.code, error.hint, error.logId ?? null] as const
  }
}

// As long as the server asks for; else 10 s, 20 s, 40 s, … up to ten minutes. A queue waits a day at most.
function toDelay(error: unknown, attempts: number): number {
  const asked = isGatewayError(error) ? error.retryAfterMs : undefined
  if (asked !== undefined) return Math.min(Math.ceil(asked / 1000), 86_400)
  return Math.min(10 * 2 ** (attempts - 1), 600)
}
