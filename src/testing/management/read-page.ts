import { createInputRefusal, type ResultInfo } from "./envelope.ts"

/** The page that a list's query asks for; without one the first, with 20. */
export function readPage<T>(items: readonly T[], params: URLSearchParams): { items: readonly T[]; info: ResultInfo } {
  const page = wholeNumber(params, "page", 1)
  // 100 is the most that clients ask for; what the service allows here is not documented.
  const perPage = wholeNumber(params, "per_page", 20, 100)
  const shown = items.slice((page - 1) * perPage, page * perPage)
  return { items: shown, info: { page, per_page: perPage, count: shown.length, total_count: items.length } }
}

function wholeNumber(params: URLSearchParams, name: string, absent: number, most = Infinity): number {
  const number = Number(params.get(name) ?? absent)
  if (Number.isInteger(number) && number >= 1 && number <= most) return number
  throw createInputRefusal(`must be a whole number from 1${most === Infinity ? "" : ` to ${most}`}`, ["query", name])
}
