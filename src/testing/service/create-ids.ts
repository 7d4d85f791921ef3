/** The ids of one request. */
export interface Ids {
  readonly logId: string
  readonly eventId: string
  readonly requestId: string
}

/**
 * Of the form of UUIDv7, which the ids have been since October 2026, in the order of the requests, and the same in every run of a seed.
 * Since then the three are one id, save where the client names its event, and for the logs of later steps.
 */
export function createIds(number: number, seed: number, headers: Headers, part = 0): Ids {
  const id = createId(number, seed, 0)
  const logId = part === 0 ? id : createId(number, seed, part + 1)
  return { logId, eventId: headers.get("cf-aig-event-id") ?? id, requestId: id }
}

/** Which of a request's calls this is: several models may be asked within each of its steps. */
export function partOf(step: number, count: number): number {
  return step + 256 * count
}

/** Another id of the same making: of a log beside a request's first, a route, a version. */
export function createId(number: number, seed: number, kind: number): string {
  const variant = (0x8000 + (seed & 0x3fff)).toString(16)
  const version = (0x7000 + (kind >> 4)).toString(16)
  return `0199b3f0-0000-${version}-${variant}-${(kind & 15).toString(16)}${number.toString(16).padStart(11, "0")}`
}

/** The headers that tell them; none where there are none. */
export function toIdHeaders(ids: Ids | undefined, step = 0): Record<string, string> {
  if (!ids) return {}
  return {
    "cf-aig-log-id": ids.logId,
    "cf-aig-event-id": ids.eventId,
    "cf-aig-request-id": ids.requestId,
    "cf-aig-step": String(step),
  }
}
