// Batches of prompts, answered through a queue: it retries what passes, and D1 remembers what is done.
import { acceptBatch } from "./accept-batch.ts"
import { answerJobs } from "./answer-jobs.ts"
import type { Env, Job } from "./env.ts"
import { giveUpJobs } from "./give-up-jobs.ts"
import { readBatch } from "./read-batch.ts"

export default {
  async fetch(request, env): Promise<Response> {
    const url = new URL(request.url)
    if (request.method === "POST" && url.pathname === "/batch") return acceptBatch(request, env)
    const [, batch] = /^\/batch\/([\w-]+)$/.exec(url.pathname) ?? []
    if (request.method === "GET" && batch) return readBatch(env.DB, batch, url.searchParams.get("after") ?? "")
    return new Response("Not found", { status: 404 })
  },
  async queue(batch, env): Promise<void> {
    await (batch.queue === "prompts-dead" ? giveUpJobs(batch, env) : answerJobs(batch, env))
  },
} satisfies ExportedHandler<Env, Job>
