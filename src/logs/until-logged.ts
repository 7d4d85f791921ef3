import type { Send } from "../call/caller.ts"
import { createLifeline, wait } from "../http/lifeline.ts"
import { parse } from "../http/parse-json.ts"
import { readBody } from "../http/read-body.ts"
import { isMissingLog } from "./is-missing-log.ts"

/**
 * Looks for a log until it is there, with pauses from 250 ms to 2 s; gives the last refusal when the next look would come after `timeout`
 * milliseconds. All looks are one attempt: an absent log is no failure that hooks should hear of.
 */
export function untilLogged(send: Send, timeout: number | false): Send {
  const until = performance.now() + (timeout || Infinity)
  return async (route, sending, options) => {
    const lifeline = createLifeline(sending.signal, false, () => undefined)
    // Half a second was seen (reference G).
    for (let pause = 250; ; pause = Math.min(2 * pause, 2000)) {
      const response = await send(route, sending, options)
      if (response.status !== 404) return response
      const { text } = await readBody(response, 65_536, sending.signal)
      if (!isMissingLog(404, parse(text)) || performance.now() + pause > until) return new Response(text, response)
      await wait(pause, lifeline)
    }
  }
}
