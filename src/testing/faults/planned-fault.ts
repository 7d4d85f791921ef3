import type { LocalFault } from "./fault.ts"

/** A fault and its details. */
export interface PlannedFault {
  readonly fault: LocalFault
  /** Events that come whole before it; or pieces of a body that is no stream. */
  readonly afterEvents: number
  /** Milliseconds, for what waits. @default 100 before each event for `latency`, 1000 before the headers for `slow-headers` */
  readonly ms?: number | undefined
  /** How many requests it hits. @default all that it is given for */
  readonly times?: number | undefined
}
