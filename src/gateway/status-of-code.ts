// The statuses of Cloudflare's numbers (reference D2). What is not here is a 400.
const statuses =
  "401:2009,10000 402:2021 403:5016,5018,3023,3041 404:3042 405:5005,5019 408:3007,3008 413:3006 424:2016,2017 429:2003,2018,2041,2045,3036,3040 503:7013"

/** The HTTP status that goes with one of Cloudflare's numbers, for those that come without one. 7003 says "not found" in words alone. */
export function statusOfCode(code: string, message: string): number {
  if (code === "7003") return /not found|could not route/i.test(message) ? 404 : 400
  if (/internal|unavailable/i.test(message)) return 500
  return Number(
    statuses
      .split(" ")
      .find((row) => row.slice(4).split(",").includes(code))
      ?.slice(0, 3) ?? 400,
  )
}
