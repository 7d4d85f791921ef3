import type { ClientConfig } from "../gateway/client-config.ts"
import type { FetchLike } from "../gateway/request-options.ts"
import type { sendOverBinding } from "../http/binding-pipe.ts"
import { createFetchPipe } from "../http/fetch-pipe.ts"
import type { Send } from "./caller.ts"

/** The way out of a client: its `fetch`, and its binding where it has one. Who needs none leaves `overBinding` out, and out of the bundle. */
export function createSend(
  { binding, gatewayId }: ClientConfig,
  fetch: FetchLike | undefined,
  overBinding?: typeof sendOverBinding,
): Send {
  const pipe = createFetchPipe(fetch)
  return (route, sending, options) =>
    route.binding
      ? overBinding!(binding!, gatewayId!, route.binding, sending, options)
      : pipe(route.url, { ...sending, method: route.method })
}
