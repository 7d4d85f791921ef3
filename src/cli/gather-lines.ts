import type { Interface } from "node:readline"

// Pasted lines come at once; nobody types as fast.
const gap = 30

/** The questions typed into a conversation: lines that come at once, as pasted ones do, are one. `/exit` ends them. */
export function gatherLines(lines: Interface): AsyncGenerator<string> {
  const questions: string[] = []
  let gathered: string[] = []
  let timer: ReturnType<typeof setTimeout> | undefined
  let isOver = false
  let wake = (): void => {}
  const flush = (): void => {
    clearTimeout(timer)
    const question = gathered.join("\n").trim()
    // An empty one too: it wants the prompt again.
    if (gathered.length > 0) questions.push(question)
    gathered = []
    wake()
  }
  const end = (): void => {
    isOver = true
    flush()
  }
  lines.on("line", (line) => {
    if (isOver) return
    if (/^\/(exit|quit)$/.test(line.trim())) return end()
    gathered.push(line)
    clearTimeout(timer)
    timer = setTimeout(flush, gap)
  })
  lines.on("close", end)

  async function* take(): AsyncGenerator<string> {
    while (true) {
      const question = questions.shift()
      if (question !== undefined) yield question
      else if (isOver) return
      else await new Promise<void>((resolve) => (wake = resolve))
    }
  }
  return take()
}
