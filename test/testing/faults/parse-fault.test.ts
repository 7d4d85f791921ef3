import { expect, test } from "vitest"
import { checkFault, parseFaults, planFault } from "../../../src/testing/faults/parse-fault.ts"

test.each([
  ["stall", [{ fault: "stall", afterEvents: 1 }]],
  ["stall; after=3", [{ fault: "stall", afterEvents: 3 }]],
  ["stall;after=0", [{ fault: "stall", afterEvents: 0 }]],
  [
    "stall; after=3, crlf",
    [
      { fault: "stall", afterEvents: 3 },
      { fault: "crlf", afterEvents: 1 },
    ],
  ],
  ["latency; ms=20", [{ fault: "latency", afterEvents: 1, ms: 20 }]],
  [" slow-headers ; ms = 5 ; times = 2 ", [{ fault: "slow-headers", afterEvents: 1, ms: 5, times: 2 }]],
  ["2021-throttled", [{ fault: "2021-throttled", afterEvents: 1 }]],
  [
    "rate_limited,html-502",
    [
      { fault: "rate_limited", afterEvents: 1 },
      { fault: "html-502", afterEvents: 1 },
    ],
  ],
  ["timeout", [{ fault: "timeout", afterEvents: 1 }]],
  ["reset;,", [{ fault: "reset", afterEvents: 1 }]],
  ["", []],
  [" , ", []],
])("the text %j is read", (text, faults) => {
  expect(parseFaults(text)).toEqual(faults)
})

test.each([
  ["stal", 'There is no fault "stal": did you mean "stall"?'],
  ["Rate-Limited", 'There is no fault "Rate-Limited": did you mean "rate_limited"?'],
  ["split-byte", 'There is no fault "split-byte": did you mean "split-bytes"?'],
  ["2021-throtled", 'There is no fault "2021-throtled": did you mean "2021-throttled"?'],
  [
    "bananas-and-pears",
    'There is no fault "bananas-and-pears": give an error code, a row such as "2003", or one of latency, slow-headers, stall, truncate, reset, split-bytes, crlf, comments, error-in-200, error-midway, duplicate-finish, missing-usage, html-502, wrong-content-type',
  ],
  ["__proto__", 'There is no fault "__proto__": give an error code'],
  ["; after=3", 'There is no fault "": give an error code'],
  ["not_configured", 'The local gateway cannot cause "not_configured": the client refuses that itself'],
  ["stall; affter=3", 'The fault "stall" has no parameter "affter": did you mean "after"?'],
  ["stall; milliseconds=3", 'The fault "stall" has no parameter "milliseconds": give after, ms or times'],
  ["stall; toString=3", 'The fault "stall" has no parameter "toString": give after, ms or times'],
  ["stall; after", 'The fault "stall" has after="": give a whole number, as in "stall; after=3"'],
  ["stall; after=-1", 'The fault "stall" has after="-1": give a whole number'],
  ["stall; after=1=2", 'The fault "stall" has after="1=2": give a whole number'],
  ["latency; ms=1e3", 'The fault "latency" has ms="1e3": give a whole number'],
  ["latency; ms=2147483648", 'The fault "latency" has ms 2147483648: give a whole number from 0 to 2147483647'],
])("the text %j is a TypeError that says what to write", (text, message) => {
  expect(() => parseFaults(text)).toThrow(TypeError)
  expect(() => parseFaults(text)).toThrow(message)
})

test.each([-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])("a fault after %s events is a TypeError", (afterEvents) => {
  expect(() => planFault("stall", { afterEvents })).toThrow(`The fault "stall" has afterEvents ${afterEvents}: give a`)
})

test.each<[unknown, string]>([
  [{ after: 3 }, 'The fault "stall" has no option "after": did you mean "afterEvents"?'],
  [{ milliseconds: 3 }, 'The fault "stall" has no option "milliseconds": give afterEvents, ms, times'],
  [3, 'The fault "stall" takes its details as an object: { afterEvents: 3 }'],
  [null, 'The fault "stall" takes its details as an object: { afterEvents: 3 }'],
])("the details %j are a TypeError that says what to write", (details, message) => {
  expect(() => planFault("stall", details as object)).toThrow(new TypeError(message))
})

test.each([429, undefined, null, { fault: "stall" }])("%j for a fault is a TypeError", (name) => {
  expect(() => planFault(name as never)).toThrow(
    new TypeError(`A fault is a text, as "stall" or "2003", not ${typeof name}`),
  )
})

test("a fault may hit no request at all", () => {
  expect(planFault("stall", { times: 0 })).toEqual({ fault: "stall", afterEvents: 1, times: 0 })
})

test.each(["invalid_request", "invalid_model", "unsupported_option", "not_configured"])(
  "%s cannot be caused: the client refuses that itself",
  (name) => {
    expect(() => checkFault(name)).toThrow(`The local gateway cannot cause "${name}"`)
  },
)

test.each(["connection_failed", "stream_truncated", "stream_interrupted", "invalid_response", "unknown", "7013"])(
  "%s is a fault",
  (name) => {
    expect(checkFault(name)).toBe(name)
  },
)
