import { HTTPException } from "hono/http-exception"

/** Which page of a list. */
export interface ResultInfo {
  readonly page: number
  readonly per_page: number
  readonly count: number
  readonly total_count: number
}

/** One thing that is wrong with a request. */
export interface ManagementError {
  readonly code: number
  readonly message: string
  readonly path?: readonly PropertyKey[] | undefined
}

type Status = 400 | 401 | 404 | 409

/** A result in the envelope of the v4 API. */
export function toEnvelope(result: unknown, info?: ResultInfo): Response {
  return Response.json({ result, success: true, errors: [], messages: [], ...(info && { result_info: info }) })
}

/** A refusal to throw, in the same envelope (reference D1, shape 3). */
export function createRefusal(status: Status, errors: readonly ManagementError[]): HTTPException {
  const body = { result: null, success: false, errors, messages: [] }
  return new HTTPException(status, { res: Response.json(body, { status }) })
}

/** 400 with code 7001: what was sent cannot be taken. */
export function createInputRefusal(message: string, path: readonly PropertyKey[]): HTTPException {
  return createRefusal(400, [{ code: 7001, message, path }])
}

/** 404. Only that of a log is told ("Log not found"); code 7002 for it and all others is a choice. */
export function createAbsence(what: string): HTTPException {
  return createRefusal(404, [{ code: 7002, message: `${what} not found` }])
}

/** 409. One user met code 7005 for a route that was there already; it serves for the others too, which is a choice. */
export function createConflict(what: string): HTTPException {
  return createRefusal(409, [{ code: 7005, message: `${what} already exists` }])
}

/** Does what may throw a `TypeError` about the input, and refuses with it. */
export function orRefuse<T>(work: () => T, path: readonly PropertyKey[]): T {
  try {
    return work()
  } catch (error) {
    throw error instanceof TypeError ? createInputRefusal(error.message, path) : error
  }
}
