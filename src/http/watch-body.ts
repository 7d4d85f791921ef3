import { startClock } from "./lifeline.ts"

/** What there is to do while a body is read by somebody else. */
export interface BodyWatch {
  readonly idleTimeout: number | false
  /** The error of a read that took longer than that. */
  readonly toIdleError: () => unknown
  /** The error of a body that broke off. */
  readonly toBreakError: (error: unknown) => unknown
  readonly onChunk: (chunk: Uint8Array) => void
  /** Once: the body was read to its end or left (`undefined`), or failed. */
  readonly onEnd: (error?: unknown) => void
  /** Takes what is to be told when the call is ended from outside. */
  readonly onStop: (stop: (reason: unknown) => void) => void
}

/** The same response with its body passed through, read when it is read: status, headers and URL stay, and nothing is held. */
export function watchBody(response: Response, watch: BodyWatch): Response {
  const reader = response.body!.getReader()
  let isOver = false
  const end = (error?: unknown): boolean => {
    if (isOver) return false
    isOver = true
    watch.onEnd(error)
    return true
  }
  const stop = (reason: unknown, controller: ReadableStreamDefaultController): void => {
    if (!end(reason)) return
    controller.error(reason)
    reader.cancel(reason).catch(() => {})
  }
  const body = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        watch.onStop((reason) => stop(reason, controller))
      },
      async pull(controller) {
        const clock = startClock(watch.idleTimeout, () => stop(watch.toIdleError(), controller))
        try {
          const { value, done } = await reader.read()
          if (isOver) return
          if (done) {
            end()
            controller.close()
          } else {
            watch.onChunk(value)
            controller.enqueue(value)
          }
        } catch (error) {
          stop(watch.toBreakError(error), controller)
        } finally {
          clock.stop()
        }
      },
      cancel(reason) {
        end()
        return reader.cancel(reason)
      },
    },
    { highWaterMark: 0 },
  )
  // A constructed response has no URL of its own.
  return Object.defineProperty(new Response(body, response), "url", { value: response.url })
}
