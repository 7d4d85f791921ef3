import { expect, test } from "vitest"
import { readOldCacheHeaders } from "../../../src/testing/rules/read-old-cache-headers.ts"

test.each([
  ["both", { "cf-cache-ttl": "3600", "cf-skip-cache": "true" }, { cacheTtl: 3600, skipCache: true }],
  ["a lifetime", { "cf-cache-ttl": "60" }, { cacheTtl: 60 }],
  ["false", { "cf-skip-cache": "false" }, { skipCache: false }],
  ["a lifetime that is no number", { "cf-cache-ttl": "soon" }, {}],
  ["an empty lifetime", { "cf-cache-ttl": " " }, {}],
  ["none", { "cf-aig-cache-ttl": "60" }, {}],
])("of the deprecated cache headers, %s is read", (_, headers, options) => {
  expect(readOldCacheHeaders(new Headers(headers as Record<string, string>))).toEqual(options)
})
