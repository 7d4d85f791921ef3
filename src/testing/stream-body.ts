import { createClock, type LocalClock } from "./clock.ts"

/** How a body is spoiled. */
export interface BodyFault {
  readonly kind: "stall" | "truncate" | "reset"
  /** How many pieces come first. */
  readonly afterPieces: number
}

/** How fast a body comes, and in what parts. */
export interface BodyPace {
  readonly clock?: LocalClock | undefined
  /** Milliseconds before each piece. @default 0 */
  readonly pieceMs?: number | undefined
  /** One byte at a time. */
  readonly isSplit?: boolean | undefined
}

/**
 * A body that hands out a piece each time it is asked, and fails as told. Ends with the signal's reason when that aborts. A reader that
 * cancels stops its clock and the body that the pieces come from.
 */
export function createStreamBody(
  pieces: readonly string[] | ReadableStream<Uint8Array>,
  signal: AbortSignal | undefined,
  fault?: BodyFault,
  { clock = createClock("system"), pieceMs = 0, isSplit = false }: BodyPace = {},
): ReadableStream<Uint8Array> {
  const source = readPieces(pieces)
  const gone = new AbortController()
  let sent = 0
  // The next piece, where it had to be seen whether there is one; and the bytes of a piece that are still to come.
  let seen: Uint8Array | undefined
  let rest: Uint8Array | undefined
  let isCut = false
  let abort = () => {}
  let turnAt: number | undefined
  const leave = (reason: unknown) => {
    signal?.removeEventListener("abort", abort)
    gone.abort(reason)
    source.cancel(reason)
  }

  const pull = async (controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> => {
    if (rest) return hand(controller, rest)
    if (isCut) return end(controller)
    const isDue = fault !== undefined && sent >= fault.afterPieces
    if (isDue && fault.kind !== "truncate") return breakOff(fault.kind)
    const piece = seen ?? (await source.next())
    seen = undefined
    if (!piece) return fault && fault.kind !== "truncate" ? breakOff(fault.kind) : end(controller)
    await pause()
    if (fault?.kind === "truncate") {
      // A body that is cut after its last piece would be whole.
      if (!isDue) seen = await source.next()
      if (!seen) {
        isCut = true
        return piece.length > 1 ? hand(controller, piece.subarray(0, Math.floor(piece.length / 2))) : end(controller)
      }
    }
    sent++
    return hand(controller, piece)
  }

  // Without a wait a timer would cost each piece a millisecond, and fake timers would hold it: others get a turn every 4 ms.
  const pause = async (): Promise<void> => {
    const now = performance.now()
    turnAt ??= now
    if (pieceMs <= 0 && now - turnAt < 4) return
    await clock.sleep(pieceMs, gone.signal)
    turnAt = performance.now()
  }

  const hand = (controller: ReadableStreamDefaultController<Uint8Array>, bytes: Uint8Array): void => {
    const length = isSplit ? 1 : bytes.length
    rest = length < bytes.length ? bytes.subarray(length) : undefined
    controller.enqueue(bytes.subarray(0, length))
  }

  const end = (controller: ReadableStreamDefaultController<Uint8Array>): void => {
    controller.close()
    leave(undefined)
  }

  const breakOff = async (kind: "stall" | "reset"): Promise<void> => {
    // Whoever waits is told by the abort, or cancels.
    if (kind === "stall") return new Promise(() => {})
    // What came before goes out first, as on a network.
    await clock.sleep(pieceMs, gone.signal)
    throw new TypeError("terminated")
  }

  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        abort = () => {
          controller.error(signal?.reason)
          leave(signal?.reason)
        }
        if (signal?.aborted) abort()
        else signal?.addEventListener("abort", abort, { once: true })
      },
      pull: (controller) =>
        pull(controller).catch((error) => {
          if (gone.signal.aborted) return
          controller.error(error)
          leave(error)
        }),
      cancel: leave,
    },
    { highWaterMark: 0 },
  )
}

interface PieceReader {
  /** Never an empty piece: nothing stands for the end. */
  next(): Promise<Uint8Array | undefined>
  cancel(reason: unknown): void
}

function readPieces(pieces: readonly string[] | ReadableStream<Uint8Array>): PieceReader {
  if (pieces instanceof ReadableStream) {
    const reader = pieces.getReader()
    return {
      async next() {
        let read = await reader.read()
        while (!read.done && read.value.length === 0) read = await reader.read()
        return read.value
      },
      cancel: (reason) => void reader.cancel(reason).catch(() => {}),
    }
  }
  const encoder = new TextEncoder()
  const full = pieces.filter((piece) => piece !== "")
  let taken = 0
  return {
    async next() {
      const piece = full[taken++]
      return piece === undefined ? undefined : encoder.encode(piece)
    },
    cancel: () => {},
  }
}
