import { createFetch } from "ofetch"
import type { FetchLike } from "../gateway/request-options.ts"

/** Sends one request through ofetch, used as a plain pipe: retries, clocks, parsing and errors are ours. */
export type FetchPipe = (
  url: string,
  init: {
    readonly method?: string | undefined
    readonly body?: string | undefined
    readonly headers: Record<string, string>
    readonly signal: AbortSignal
  },
) => Promise<Response>

export function createFetchPipe(fetch: FetchLike | undefined): FetchPipe {
  const { raw } = createFetch({
    // The platform's fetch is looked up at each call, so that interceptors installed later are seen.
    fetch: ((url: string, init: RequestInit) => (fetch ?? globalThis.fetch)(url, init)) as typeof globalThis.fetch,
  })
  return async (url, { method = "POST", body, headers, signal }) => {
    try {
      return await raw(url, {
        ...(body !== undefined && { body }),
        headers,
        signal,
        method,
        redirect: "manual",
        retry: false,
        ignoreResponseError: true,
        responseType: "stream",
      })
    } catch (error) {
      // ofetch's own error holds the URL in its message and the request beside it.
      throw (error as { cause?: unknown }).cause ?? new TypeError("fetch failed")
    }
  }
}
