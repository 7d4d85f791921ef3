// Operations that people leave in the URL when they move over from another client.
const operationTail = /\/(chat\/completions|completions|embeddings|responses|messages|models|images|audio|run|[^/]*:(stream)?generateContent)\/*$/i

/** Checks and tidies what was given as `baseURL`. Throws a `TypeError` that names the fix. */
export function resolveBaseURL(input: string | URL): string {
  const url = toURL(input)
  if (url.username || url.password) throw new TypeError("`baseURL` must not hold a user name or password: give credentials as `token` or `headers`")
  if (url.search || url.hash) throw new TypeError("`baseURL` must not hold `?` or `#`: give query parameters as `query`")
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isLoopback(url.hostname))) {
    throw new TypeError(`\`baseURL\` must begin with https: (it begins with ${url.protocol}), since the token travels with it; http: is for this machine alone, e.g. http://127.0.0.1`)
  }
  const path = url.pathname.replace(/\/+$/, "").replace(/\/compat(\/chat\/completions)?$/, "").replace(/\/+$/, "")
  if (operationTail.test(path)) {
    throw new TypeError("`baseURL` must end before the operation: it stands for https://gateway.ai.cloudflare.com/v1/{account}/{gateway}, and `/compat/chat/completions` is appended")
  }
  if (url.hostname === "gateway.ai.cloudflare.com" && !/^\/v1\/[0-9a-f]{32}\/[^/]+$/i.test(path)) {
    throw new TypeError("`baseURL` on gateway.ai.cloudflare.com must be https://gateway.ai.cloudflare.com/v1/{account id}/{gateway}: the provider belongs in the model, e.g. \"openai/gpt-5-mini\"")
  }
  return url.origin + path
}

function toURL(input: string | URL): URL {
  try {
    // In a page, a path is an address on its own origin.
    return new URL(input, (globalThis as { location?: { href?: string } }).location?.href)
  } catch {
    throw new TypeError("`baseURL` must be a whole URL, e.g. https://gateway.ai.cloudflare.com/v1/{account id}/{gateway}")
  }
}

function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname.endsWith(".localhost") || hostname === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(hostname)
}
