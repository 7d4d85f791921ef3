import { refuse } from "../call/prepare-call.ts"
import { defined, type GatewayMetadata } from "../gateway/gateway-options.ts"
import { isRecord } from "../schemas/is-record.ts"

/** What a log is told: at least one of the three. `null` takes back what was said, `undefined` leaves it. */
export interface LogFeedback {
  /** Thumbs up or down. */
  feedback?: -1 | 1 | null | undefined
  /** A number; Cloudflare's example is 100, and no range is documented. */
  score?: number | null | undefined
  /** Flat: text, numbers and booleans. */
  metadata?: GatewayMetadata | null | undefined
}

/** Feedback as it goes out. Throws a `GatewayRequestError` that says what is wrong with it. */
export function checkFeedback(given: LogFeedback): LogFeedback {
  const { feedback, score, metadata, ...others }: LogFeedback = isRecord(given) ? given : {}
  // 0 is read in one place of the documentation (reference G): it goes out, though the types know nothing of it.
  const wrong: [name: string, problem: unknown][] = [
    ["feedback", feedback != null && ![-1, 0, 1].includes(feedback) && "must be 1, -1 or null"],
    ["score", score != null && !Number.isFinite(score) && "must be a number or null"],
    // Whether a null in it voids all, as on a request, is not known; nor is how many entries there may be, which is not checked.
    ["metadata", metadata != null && !isFlat(metadata) && "must be flat: text, numbers and booleans by key"],
    [
      "feedback",
      [feedback, score, metadata].every((part) => part === undefined) && "is missing, as are score and metadata",
    ],
    ...Object.keys(others).map((name): [string, string] => [name, "is none of feedback, score and metadata"]),
  ]
  refuse(
    "invalid_request",
    wrong.flatMap(([name, problem]) => (problem ? [{ path: [name], message: String(problem) }] : [])),
  )
  // Over a binding no JSON takes away what is undefined.
  return defined({ feedback, score, metadata: metadata && defined(metadata) })
}

function isFlat(metadata: object): boolean {
  const isGood = (value: unknown) => /^(undefined|string|boolean)$/.test(typeof value) || Number.isFinite(value)
  return isRecord(metadata) && Object.values(metadata).every(isGood)
}
