/** How a body is spoiled. */
export interface BodyFault {
  readonly kind: "stall" | "truncate" | "reset"
  /** How many pieces come first. */
  readonly afterPieces: number
}

/** A body that hands out a piece each time it is asked, and fails as told. Ends with the signal's reason when that aborts. */
export function createStreamBody(
  pieces: readonly string[],
  signal: AbortSignal | undefined,
  fault?: BodyFault,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  let sent = 0
  let stop: () => void = () => {}
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        stop = () => controller.error(signal?.reason)
        if (signal?.aborted) stop()
        else signal?.addEventListener("abort", stop, { once: true })
      },
      async pull(controller) {
        // A turn of the event loop for each piece, as on a network.
        await new Promise((resolve) => setTimeout(resolve, 0))
        if (signal?.aborted) return
        if (fault && sent >= fault.afterPieces) {
          if (fault.kind === "stall") return new Promise<void>(() => {})
          if (fault.kind === "reset") return controller.error(new TypeError("terminated"))
          // Half of the next piece: a stream is cut anywhere.
          const half = pieces[sent]?.slice(0, Math.ceil((pieces[sent]?.length ?? 0) / 2))
          if (half) controller.enqueue(encoder.encode(half))
          return controller.close()
        }
        const piece = pieces[sent++]
        if (piece === undefined) {
          signal?.removeEventListener("abort", stop)
          return controller.close()
        }
        controller.enqueue(encoder.encode(piece))
      },
      cancel() {
        signal?.removeEventListener("abort", stop)
      },
    },
    { highWaterMark: 0 },
  )
}
