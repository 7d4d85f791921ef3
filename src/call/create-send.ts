import type { ClientConfig } from "../gateway/client-config.ts"
import type { FetchLike } from "../gateway/request-options.ts"
import { sendOverBinding } from "../http/binding-pipe.ts"
import { createFetchPipe } from "../http/fetch-pipe.ts"
import type { Send } from "./caller.ts"

/** The way out of a client: its `fetch`, and its binding where it has one. */
export function createSend({ binding, gatewayId }: ClientConfig, fetch: FetchLike | undefined): Send {
  const pipe = createFetchPipe(fetch)
  return (route, sending, options) =>
    route.binding
      ? sendOverBinding(binding!, gatewayId!, route.binding, sending, options)
      : pipe(route.url, { ...sending, method: route.method })
}
