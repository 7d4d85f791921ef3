import type { PlannedFault } from "./planned-fault.ts"
import { createSpoiler } from "./spoil-events.ts"

/** Server-sent events from elsewhere, a piece for each, with what is wrong in their text. */
export function spoilStream(
  bytes: ReadableStream<Uint8Array>,
  faults: readonly PlannedFault[],
): ReadableStream<Uint8Array> {
  const reader = bytes.getReader()
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true })
  const encoder = new TextEncoder()
  const spoiler = createSpoiler(faults)
  const ready: string[] = []
  let rest = ""

  const fill = async (): Promise<void> => {
    const { value, done } = await reader.read()
    // The blank line stays with the event before it; what has none at the end stands for itself.
    const events = (rest + decoder.decode(value, { stream: !done })).split(/(?<=\r\n\r\n|\n\n|\r\r)/)
    rest = done ? "" : (events.pop() ?? "")
    ready.push(...events.filter((event) => event !== "").flatMap(spoiler.spoil))
    if (done) ready.push(...spoiler.end())
    if (done || spoiler.isOver()) isLast = true
    if (spoiler.isOver() && !done) reader.cancel().catch(() => {})
  }
  let isLast = false

  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        while (ready.length === 0 && !isLast) await fill()
        const event = ready.shift()
        if (event === undefined) controller.close()
        else controller.enqueue(encoder.encode(event))
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  )
}
