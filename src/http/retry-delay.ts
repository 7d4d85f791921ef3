/** Milliseconds before the next attempt: full jitter under 0.5 s, 1 s, 2 s, … 8 s, so that many clients do not come back at once. */
export function retryDelay(failures: number): number {
  return Math.random() * Math.min(8000, 500 * 2 ** (failures - 1))
}
