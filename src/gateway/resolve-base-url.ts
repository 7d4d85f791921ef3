// Operations that people leave in the URL when they move over from another client.
const operation = /\/(completions|embeddings|responses|messages|models|run|[^/]*:\w+)$/i

/** Checks and tidies what was given as `baseURL`. Throws a `TypeError` that names the fix. */
export function resolveBaseURL(input: string | URL): string {
  const { origin, hostname, protocol, pathname, search, hash, username, password } = toURL(input)
  if (search || hash || username || password) fail("no user name, `?` or `#`: there are `token`, `headers` and `query`")
  if (protocol !== "https:" && !(protocol === "http:" && /^(127\.[\d.]+|\[::1\]|(.+\.)?localhost)$/.test(hostname))) {
    fail("https:, since the token travels with it; http: is for this machine alone")
  }
  const path = pathname.replace(/\/+$/, "").replace(/\/compat(\/chat\/completions)?$/, "").replace(/\/+$/, "")
  const isWhole = hostname !== "gateway.ai.cloudflare.com" || /^\/v1\/[0-9a-f]{32}\/[^/]+$/i.test(path)
  if (operation.test(path) || !isWhole) {
    fail("what stands for https://gateway.ai.cloudflare.com/v1/{account}/{gateway}, without an operation or provider: /compat/chat/completions is appended, and the provider belongs in `model`")
  }
  return origin + path
}

function toURL(input: string | URL): URL {
  try {
    // In a page, a path is an address on its own origin.
    return new URL(input, (globalThis as { location?: { href?: string } }).location?.href)
  } catch {
    return fail("a whole URL")
  }
}

function fail(wanted: string): never {
  throw new TypeError(`\`baseURL\` must be ${wanted}`)
}
