import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import type { Row } from "./table.ts"

/** Someone who does the work once and says how it went, in units of the measure. */
export interface Contender {
  readonly name: string
  readonly budget?: string | undefined
  run(): Promise<number>
}

/**
 * Lets all do the work in turns, round after round, each round beginning with the next one, so that a busy minute of the machine
 * hits everyone. Ratios are taken within a round, against the contender called `baseline`.
 */
export async function compare(
  what: string,
  contenders: readonly Contender[],
  { baseline, rounds, format }: { baseline: string; rounds: number; format: (median: number) => string },
): Promise<Row[]> {
  const samples = new Map<string, number[]>(contenders.map(({ name }) => [name, []]))
  // The first round only warms up.
  for (let round = -1; round < rounds; round++) {
    for (let turn = 0; turn < contenders.length; turn++) {
      const contender = contenders[(round + 1 + turn) % contenders.length]!
      collectGarbage()
      const sample = await contender.run()
      if (round >= 0) samples.get(contender.name)!.push(sample)
    }
  }
  return contenders.map(({ name, budget }) => {
    const own = samples.get(name)!
    const ratios = own.map((sample, round) => sample / samples.get(baseline)![round]!)
    return {
      what,
      who: name,
      figure: format(quantile(own, 0.5)),
      ratio: quantile(ratios, 0.5),
      spread: name === baseline ? undefined : [quantile(ratios, 0.25), quantile(ratios, 0.75)],
      budget,
    }
  })
}

/** Does the work and says how much of it was done in a second. */
export async function perSecond(amount: number, work: () => Promise<void>): Promise<number> {
  const began = performance.now()
  await work()
  return (amount * 1000) / (performance.now() - began)
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values]
  sorted.sort((a, b) => a - b)
  const position = (sorted.length - 1) * share
  const below = Math.floor(position)
  const low = sorted[below]!
  return low + ((sorted[below + 1] ?? low) - low) * (position - below)
}

// One contender's garbage must not be cleared away in another's time.
setFlagsFromString("--expose-gc")
const collectGarbage = runInNewContext("gc") as () => void
