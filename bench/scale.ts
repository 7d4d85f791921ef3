const quick = process.env["BENCH_QUICK"] === "1"

/** How much work is done. BENCH_QUICK=1 only shows that everything runs. */
export const scale = quick
  ? {
      quick,
      rounds: 3,
      sequentialCalls: 20,
      parallelCalls: 128,
      streamEvents: 500,
      imports: 3,
      memoryBytes: 20 * 2 ** 20,
    }
  : {
      quick,
      rounds: 15,
      sequentialCalls: 500,
      parallelCalls: 2000,
      streamEvents: 20_000,
      imports: 15,
      memoryBytes: 2 ** 30,
    }
