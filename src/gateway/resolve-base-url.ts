// Where the token must not go: the addresses that other clients are given.
const foreign =
  /(^|\.)(openai|anthropic|groq|mistral|deepseek|perplexity|cohere|openrouter|x|googleapis|cerebras)\.(com|ai)$|^api\.cloudflare\.com$/

// Operations that people leave in the URL when they move over from another client.
const operation = /\/(completions|embeddings|responses|messages|models|run|[^/]*:\w+)$/i

/** An address of one's own: of a gateway, or of an account at the REST API; on this machine, where one port serves both, of the two. */
export interface OwnBase {
  readonly url: string
  readonly gateway?: string | undefined
  readonly api?: string | undefined
  readonly accountId?: string | undefined
  readonly gatewayId?: string | undefined
}

/** Checks and tidies what was given as `baseURL`. Throws a `TypeError` that names the fix. */
export function resolveBaseURL(input: string | URL, name = "baseURL", isRest = false): OwnBase {
  const fail = (wanted: string): never => {
    throw new TypeError(`createGatewayClient: \`${name}\` must be ${wanted}`)
  }
  const { origin, hostname, protocol, pathname, search, hash, username, password } = toURL(input) ?? fail("a URL")
  if (search || hash || username || password) fail("without user name, `?` and `#`")
  const isLocal = /^(127\.[\d.]+|\[::1\]|(.+\.)?localhost)$/.test(hostname)
  if (protocol !== "https:" && !(protocol === "http:" && isLocal)) fail("https://, or http:// on this machine alone")
  const path = pathname
    .replace(/\/+$/, "")
    .replace(isRest ? /\/+ai(\/v1(\/chat\/completions)?|\/run)?$/ : /\/+compat(\/chat\/completions)?$/, "")
  const url = origin + path
  const [, accountId, gatewayId] = /\/v1\/([0-9a-f]{32})\/([^/]+)$/i.exec(path) ?? []
  const [, account] = /\/client\/v4\/accounts\/([0-9a-f]{32})$/i.exec(path) ?? []
  const isGatewayHost = hostname === "gateway.ai.cloudflare.com"
  const isApi = isRest && hostname === "api.cloudflare.com"
  const isWrong =
    operation.test(path) ||
    (isApi ? !account : foreign.test(hostname)) ||
    (isGatewayHost ? !gatewayId : isRest && gatewayId && !isLocal)
  if (isWrong) {
    fail(
      isRest
        ? 'as https://api.cloudflare.com/client/v4/accounts/{account} with `surface: "rest"`'
        : "as https://gateway.ai.cloudflare.com/v1/{account}/{gateway}, without operation and provider",
    )
  }
  return isRest && !gatewayId
    ? { url, api: url, accountId: account }
    : {
        url,
        gateway: url,
        api: isLocal && accountId ? `${origin}/client/v4/accounts/${accountId}` : undefined,
        accountId,
        gatewayId: gatewayId && decode(gatewayId),
      }
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}

function toURL(input: string | URL): URL | undefined {
  try {
    // In a page, a path is an address on its own origin.
    return new URL(input, (globalThis as { location?: { href?: string } }).location?.href)
  } catch {
    return undefined
  }
}
