/** How much may still be done for one schema: a short one can ask for more than memory and time hold. */
export interface Work {
  /** Of writing texts by patterns, and judging them. */
  steps: number
  /** Of values. */
  values: number
  /** Of names that are made up. */
  names: number
  /** Of texts that are as long as asked for. */
  characters: number
}

/** A choice: what takes less than a second. */
export function createWork(): Work {
  return { steps: 1_000_000, values: 5_000, names: 20_000, characters: 100_000 }
}
