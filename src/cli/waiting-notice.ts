import type { GatewayHooks } from "../gateway/request-options.ts"
import { printable } from "./printable.ts"
import { paint, type Terminal } from "./terminal.ts"

// From here on a person wonders whether anything happens.
const patience = 5000
const eraseLine = "\r\u001b[K"

/** Says on standard error what a client waits for: the host, after five seconds without a word, and each retry. */
export function waitingNotice(terminal: Terminal): GatewayHooks {
  const { stderr } = terminal
  let timer: ReturnType<typeof setTimeout> | undefined
  let host = ""
  let isShown = false
  const stop = (): void => {
    clearTimeout(timer)
    if (isShown) stderr.write(eraseLine)
    isShown = false
  }
  const start = (milliseconds: number): void => {
    stop()
    // Elsewhere it could not be erased again.
    if (!stderr.isTTY) return
    timer = setTimeout(() => {
      isShown = true
      stderr.write(paint(stderr, "dim", printable(terminal, `waiting for ${host}…`)))
    }, milliseconds)
  }
  return {
    onRequest({ url }) {
      host = new URL(url).host
      start(patience)
    },
    onAttempt({ status, reason, waitMs }) {
      stop()
      if (waitMs === 0) return
      const line = `${status ?? reason}, again in ${Math.ceil(waitMs / 1000)} s`
      stderr.write(`${paint(stderr, "dim", line)}\n`)
      start(waitMs + patience)
    },
    onFinish: stop,
  }
}
