import * as z from "zod/mini"
import { readLogQuery, type LogQuery } from "../logs/read-log-query.ts"
import { createAbsence, createInputRefusal, toEnvelope } from "./envelope.ts"
import type { ManagementApp } from "./management-service.ts"
import { readBody } from "./read-body.ts"

// What feedback takes is told in three ways (reference G): all of them are taken. The limits of a patched metadata
// are not documented: flat, any number of entries, and no `null`, which would void all of it on a request.
const patchSchema = z.object(
  {
    feedback: z.optional(z.nullable(z.literal([-1, 0, 1], "must be -1, 0, 1 or null"))),
    score: z.optional(z.nullable(z.number("must be a number or null"))),
    metadata: z.optional(
      z.nullable(
        z.record(
          z.string(),
          z.union([z.string(), z.number(), z.boolean()], "must be a text, a number or a boolean"),
          "must be an object or null",
        ),
      ),
    ),
  },
  "must be an object",
)

/** Logs: list and delete by filter, get and patch by id, and their bodies. */
export function addLogs(api: ManagementApp): void {
  api.get("/gateways/:gateway/logs", (c) => {
    const query = readQuery(c.req.url)
    const { logs, total } = c.get("gateway").logs.list(query)
    return toEnvelope(logs, { page: query.page, per_page: query.perPage, count: logs.length, total_count: total })
  })

  api.delete("/gateways/:gateway/logs", (c) => {
    const limit = Number(c.req.query("limit") ?? Infinity)
    if (!(limit >= 0)) throw createInputRefusal("must be a number", ["query", "limit"])
    c.get("gateway").logs.delete(readQuery(c.req.url), limit)
    return toEnvelope(null)
  })

  api.get("/gateways/:gateway/logs/:id", (c) => {
    const log = c.get("gateway").logs.get(c.req.param("id"))
    if (!log) throw createAbsence("Log")
    return toEnvelope(log)
  })

  api.patch("/gateways/:gateway/logs/:id", async (c) => {
    const { logs } = c.get("gateway")
    const id = c.req.param("id")
    const patch = await readBody(c.req.raw, patchSchema)
    // A log that lags cannot be patched either: a choice.
    if (!logs.get(id)) throw createAbsence("Log")
    logs.update(id, patch)
    return toEnvelope({})
  })

  api.get("/gateways/:gateway/logs/:id/:payload{request|response}", (c) => {
    const { logs } = c.get("gateway")
    const id = c.req.param("id")
    const log = logs.get(id)
    if (!log) throw createAbsence("Log")
    const isRequest = c.req.param("payload") === "request"
    const body = isRequest ? logs.request(id) : logs.response(id)
    if (body === undefined) throw createAbsence("Log payload")
    const type = isRequest ? log.request_content_type : log.response_content_type
    return new Response(body, { headers: { "content-type": type } })
  })
}

function readQuery(url: string): LogQuery {
  const query = readLogQuery(new URL(url).searchParams)
  if ("problem" in query) throw createInputRefusal(query.problem, ["query", ...query.path])
  return query
}
