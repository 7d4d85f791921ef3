/** Counts the bytes of things that are kept, and has the oldest forgotten when they are too many. */
export interface ByteBudget<K> {
  /** Counts one that is new, or came anew. */
  add(key: K, bytes: number): void
  delete(key: K): void
  clear(): void
}

/** The newest is kept however large it is. */
export function createByteBudget<K>(forget: (key: K) => void, most = mostBytes): ByteBudget<K> {
  const sizes = new Map<K, number>()
  let held = 0
  const take = (key: K) => {
    held -= sizes.get(key) ?? 0
    sizes.delete(key)
  }
  return {
    add(key, bytes) {
      take(key)
      sizes.set(key, bytes)
      held += bytes
      for (const oldest of sizes.keys()) {
        if (held <= most || oldest === key) return
        take(oldest)
        forget(oldest)
      }
    },
    delete: take,
    clear() {
      sizes.clear()
      held = 0
    },
  }
}

// A process may run for days, and images are large.
const mostBytes = 64 * 1024 * 1024
