interface Row {
  readonly event_id: string
  readonly state: "waiting" | "done" | "failed"
  readonly answer: string | null
  readonly error_code: string | null
  readonly error_hint: string | null
  readonly log_id: string | null
  readonly tokens: number | null
}

const pageLength = 100

const countStates = "SELECT state, count(*) AS number FROM answers WHERE batch = ? GROUP BY state"
const readRows = "SELECT * FROM answers WHERE batch = ? AND event_id > ? ORDER BY event_id LIMIT ?"

/** `GET /batch/{id}`: how far it is, and a page of its answers; `next` is the `after` of the page that follows. */
export async function readBatch(db: D1Database, batch: string, after: string): Promise<Response> {
  const [states, rows] = await Promise.all([
    db.prepare(countStates).bind(batch).all<{ state: string; number: number }>(),
    db.prepare(readRows).bind(batch, after, pageLength).all<Row>(),
  ])
  if (states.results.length === 0) return new Response("Not found", { status: 404 })
  const {
    waiting = 0,
    done = 0,
    failed = 0,
  } = Object.fromEntries(states.results.map(({ state, number }) => [state, number]))
  const answers = rows.results.map((row) => ({
    id: row.event_id,
    state: row.state,
    ...(row.state === "done" && { answer: row.answer, tokens: row.tokens }),
    ...(row.state === "failed" && { error: { code: row.error_code, hint: row.error_hint } }),
    ...(row.log_id && { logId: row.log_id }),
  }))
  const next = answers.length === pageLength ? answers.at(-1)?.id : undefined
  return Response.json({ batch, waiting, done, failed, answers, next })
}
