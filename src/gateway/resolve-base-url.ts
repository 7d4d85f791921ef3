// Where the token must not go: the addresses that other clients are given.
const foreign =
  /(^|\.)(openai|anthropic|groq|mistral|deepseek|perplexity|cohere|openrouter|x|googleapis|cerebras)\.(com|ai)$|^api\.cloudflare\.com$/

// Operations that people leave in the URL when they move over from another client.
const operation = /\/(completions|embeddings|responses|messages|models|run|[^/]*:\w+)$/i

/** Checks and tidies what was given as `baseURL`. Throws a `TypeError` that names the fix. */
export function resolveBaseURL(input: string | URL, name = "baseURL"): string {
  const fail = (wanted: string): never => {
    throw new TypeError(`createGatewayClient: \`${name}\` must be ${wanted}`)
  }
  const { origin, hostname, protocol, pathname, search, hash, username, password } = toURL(input) ?? fail("a URL")
  if (search || hash || username || password) fail("without user name, `?` and `#`")
  if (protocol !== "https:" && !(protocol === "http:" && /^(127\.[\d.]+|\[::1\]|(.+\.)?localhost)$/.test(hostname))) {
    fail("https://, or http:// on this machine alone")
  }
  const path = pathname
    .replace(/\/+$/, "")
    .replace(/\/compat(\/chat\/completions)?$/, "")
    .replace(/\/+$/, "")
  const isWhole = hostname !== "gateway.ai.cloudflare.com" || /^\/v1\/[0-9a-f]{32}\/[^/]+$/i.test(path)
  if (operation.test(path) || foreign.test(hostname) || !isWhole) {
    fail(
      "as https://gateway.ai.cloudflare.com/v1/{account}/{gateway}: the operation is appended, and the provider stands in `model`",
    )
  }
  return origin + path
}

function toURL(input: string | URL): URL | undefined {
  try {
    // In a page, a path is an address on its own origin.
    return new URL(input, (globalThis as { location?: { href?: string } }).location?.href)
  } catch {
    return undefined
  }
}
