import type { Env, Job } from "./env.ts"

interface Batch {
  readonly batch?: unknown
  readonly prompts?: unknown
}

const name = /^[\w-]{1,64}$/
const mostPrompts = 1000
// A message of a queue holds 128 KB, a call of `sendBatch` 256 KB and 100 messages.
const longestPrompt = 100_000
const mostBytes = 240_000
const mostMessages = 100

// Who posts a batch again asks anew for what failed, and for nothing else.
const expectAnswers = `
  INSERT INTO answers (event_id, batch) SELECT value, ?1 FROM json_each(?2) WHERE true
  ON CONFLICT (event_id) DO UPDATE SET state = 'waiting', error_code = NULL, error_hint = NULL WHERE state = 'failed'`

/**
 * `POST /batch`, of `{ batch?, prompts }`. A prompt is text, or `{ id, prompt }`; one without an id of its own goes by its words, so that the
 * same prompt twice in a batch is asked once.
 */
export async function acceptBatch(request: Request, env: Env): Promise<Response> {
  const body = await request.json<Batch | null>().catch(() => null)
  const batch = body?.batch ?? crypto.randomUUID()
  const prompts = Array.isArray(body?.prompts) ? body.prompts : []
  if (typeof batch !== "string" || !name.test(batch)) return refuse("batch")
  if (prompts.length === 0 || prompts.length > mostPrompts) return refuse("prompts")

  const jobs = new Map<string, Job>()
  for (const [index, given] of prompts.entries()) {
    const { id, prompt } = typeof given === "string" ? { prompt: given } : (given ?? {})
    if (typeof prompt !== "string" || prompt === "" || size(prompt) > longestPrompt) return refuse(`prompts.${index}`)
    if (id !== undefined && !(typeof id === "string" && name.test(id))) return refuse(`prompts.${index}.id`)
    const eventId = `${batch}:${id ?? (await hash(prompt))}`
    jobs.set(eventId, { eventId, batch, prompt })
  }
  // The rows first: a message without one would be nobody's.
  await env.DB.prepare(expectAnswers)
    .bind(batch, JSON.stringify([...jobs.keys()]))
    .run()
  for (const part of parts(jobs.values())) await env.PROMPTS.sendBatch(part.map((body) => ({ body })))
  return Response.json({ batch, prompts: jobs.size }, { status: 202, headers: { location: `/batch/${batch}` } })
}

function* parts(jobs: Iterable<Job>): Iterable<Job[]> {
  let part: Job[] = []
  let bytes = 0
  for (const job of jobs) {
    bytes += size(JSON.stringify(job))
    if (part.length === mostMessages || (part.length > 0 && bytes > mostBytes)) {
      yield part
      part = []
      bytes = size(JSON.stringify(job))
    }
    part.push(job)
  }
  yield part
}

function size(text: string): number {
  return new TextEncoder().encode(text).length
}

async function hash(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("")
}

function refuse(path: string): Response {
  return Response.json({ error: { code: "invalid_batch", path } }, { status: 400 })
}
