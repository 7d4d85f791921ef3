import type { Env, Job } from "./env.ts"

const keepFailure = `
  UPDATE answers SET state = 'failed', error_code = 'gave_up', error_hint = 'It failed each time: see the logs, then post the batch again'
  WHERE state = 'waiting' AND event_id IN (SELECT value FROM json_each(?))`

/** The dead letters' consumer: what was retried as often as wrangler.jsonc allows has failed, and the batch comes to an end. */
export async function giveUpJobs({ messages }: MessageBatch<Job>, env: Env): Promise<void> {
  const ids = JSON.stringify(messages.map(({ body }) => body.eventId))
  await env.DB.prepare(keepFailure).bind(ids).run()
}
