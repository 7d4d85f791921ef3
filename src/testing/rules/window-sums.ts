/** Over which time is summed up. */
export interface WindowRule {
  /** Seconds. */
  readonly interval: number
  /** @default "fixed" */
  readonly technique?: "fixed" | "sliding" | undefined
}

/** What was spent under each key in its current window. */
export interface WindowSums {
  sum(key: string, rule: WindowRule): number
  add(key: string, rule: WindowRule, amount: number): void
  clear(): void
}

interface Spent {
  readonly at: number
  readonly amount: number
}

interface Window {
  readonly within: readonly Spent[]
  /** When all of it is past. */
  readonly until: number
}

// Keys of metadata may be as many as users: how many are kept before those that are past are looked for.
const fewKeys = 1000

/** Fixed windows begin on the clock's multiple of the interval; sliding ones are the last interval, to the millisecond. */
export function createWindowSums(now: () => number): WindowSums {
  const spent = new Map<string, Window>()
  let mostKeys = fewKeys

  const current = (key: string, { interval, technique = "fixed" }: WindowRule) => {
    const length = interval * 1000
    const isSliding = technique === "sliding"
    const at = isSliding ? now() : Math.floor(now() / length) * length
    // A rule whose window changes begins anew.
    const name = JSON.stringify([technique, interval, key])
    const within = (spent.get(name)?.within ?? []).filter((one) => (isSliding ? one.at > at - length : one.at === at))
    return { name, at, within, until: at + length }
  }

  // Each sweep waits for as many keys more as it left, so that adding stays quick.
  const sweep = () => {
    for (const [name, { until }] of spent) if (until <= now()) spent.delete(name)
    mostKeys = Math.max(fewKeys, 2 * spent.size)
  }

  return {
    sum(key, rule) {
      const { name, within } = current(key, rule)
      if (within.length === 0) spent.delete(name)
      // A trillionth: ten times 0.1 is 1.
      return Number(within.reduce((sum, { amount }) => sum + amount, 0).toFixed(12))
    },
    add(key, rule, amount) {
      const { name, at, within, until } = current(key, rule)
      const last = within.at(-1)
      const joined =
        last?.at === at ? [...within.slice(0, -1), { at, amount: last.amount + amount }] : [...within, { at, amount }]
      spent.set(name, { within: joined, until })
      if (spent.size > mostKeys) sweep()
    },
    clear: () => spent.clear(),
  }
}
