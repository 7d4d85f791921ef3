import { ManagementError } from "./management-error.ts"
import type { Terminal } from "./terminal.ts"

/** Passes time. */
export type Wait = (milliseconds: number) => Promise<unknown>

// Logs lag behind the answer by half a second or so (reference G).
const pauses = [250, 500, 500, 750]

/** Asks for a log until it is there, 2 s at the most, and says so. */
export async function untilLogged<T>(stderr: Terminal["stderr"], wait: Wait, read: () => Promise<T>): Promise<T> {
  for (const [index, pause] of pauses.entries()) {
    try {
      return await read()
    } catch (error) {
      if (!(error instanceof ManagementError) || !error.isMissingLog) throw error
      if (index === 0) stderr.write("Not logged yet, asking again…\n")
      await wait(pause)
    }
  }
  return read()
}
