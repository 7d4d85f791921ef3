import { readFileSync } from "node:fs"
import { afterEach, expect, test, vi } from "vitest"
import { ownUserAgent, version } from "../../src/http/user-agent.ts"

afterEach(() => void vi.unstubAllGlobals())

test("the version is that of the package", () => {
  expect(version).toBe(JSON.parse(readFileSync("package.json", "utf8")).version)
})

test.for([undefined, { userAgent: "Node.js/24" }, { userAgent: "Cloudflare-Workers" }, {}])(
  "a runtime that says %o names this package",
  (navigator) => {
    vi.stubGlobal("navigator", navigator)

    expect(ownUserAgent()).toBe(`cf-ai-gateway/${version}`)
  },
)

test("a page names nothing, since it may not", () => {
  vi.stubGlobal("navigator", { userAgent: "Mozilla/5.0 (X11; Linux x86_64)" })

  expect(ownUserAgent()).toBeUndefined()
})
