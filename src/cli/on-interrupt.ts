import { exitCodes } from "./exit-codes.ts"

/** Hears Ctrl-C, until it is told to stop hearing. The first is the listener's, the second ends the process. */
export function onInterrupt(listener: () => void, signals: readonly NodeJS.Signals[] = ["SIGINT"]): () => void {
  let count = 0
  const hear = () => {
    if (++count > 1) process.exit(exitCodes.interrupted)
    listener()
  }
  for (const signal of signals) process.on(signal, hear)
  return () => signals.forEach((signal) => process.off(signal, hear))
}
