/** Kept equal to package.json by a test. */
export const version = "0.1.0"

/**
 * Cloudflare logs the user agent and can filter by it. Pages may not set it: some browsers drop it, others ask the server's leave
 * first (CORS), so there none is sent.
 */
export function ownUserAgent(): string | undefined {
  const runtime = (globalThis as { navigator?: { userAgent?: string } }).navigator?.userAgent ?? ""
  return runtime.startsWith("Mozilla/") ? undefined : `cf-ai-gateway/${version}`
}
