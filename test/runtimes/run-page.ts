import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { WireServer } from "./wire-server.ts"

const patience = 60_000

/** What the page at this server's `/` reports, in headless Chromium. The browser and its profile are gone afterwards. */
export async function runPage(chromium: string, { url, report }: WireServer): Promise<string> {
  const profile = mkdtempSync(join(tmpdir(), "cf-ai-gateway-page-"))
  const browser = spawn(chromium, [...flags, `--user-data-dir=${profile}`, url], { stdio: "ignore" })
  const closed = once(browser, "close")
  const early = closed.then(() => Promise.reject(new Error("Chromium ended before the page reported")))
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => late.reject(new Error(`the page did not report within ${patience} ms`)), patience)
  try {
    return await Promise.race([report, early, late.promise])
  } finally {
    clearTimeout(timer)
    browser.kill()
    await closed
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
  }
}

// The sandbox needs rights that a container has not; the rest keeps it from calling home.
const flags = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--disable-dev-shm-usage",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
]
