import type { GatewayErrorCode } from "../../gateway/error-codes.ts"
import type { ErrorRowName } from "../error-rows.ts"

/** What goes wrong on the wire, besides documented refusals. */
export type WireFault =
  | "latency"
  | "slow-headers"
  | "stall"
  | "truncate"
  | "reset"
  | "split-bytes"
  | "crlf"
  | "comments"
  | "error-in-200"
  | "error-midway"
  | "duplicate-finish"
  | "missing-usage"
  | "html-502"
  | "wrong-content-type"

/** What goes wrong: a refusal by our word for it, a documented row by its name (`"2021-throttled"`), or the wire itself. */
export type LocalFault = GatewayErrorCode | ErrorRowName | WireFault
