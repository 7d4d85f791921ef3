import type { GatewayRecord } from "../gateway/gateway-record.ts"

/** A list that comes in pages, each asked for when the reading gets there. Read again it begins anew. */
export interface Pages<Item> extends AsyncIterable<Item> {
  /** Of the newest page; `undefined` before the first. */
  readonly gateway: GatewayRecord | undefined
  /** Reads them all. */
  toArray(): Promise<Item[]>
}

/** One page, and how many it could hold and all hold together, where the wire says so. */
export interface Page<Item> {
  readonly items: readonly Item[]
  readonly size?: number | undefined
  readonly total?: number | undefined
  readonly gateway?: GatewayRecord | undefined
}

/** Pages of what `ask` gives, counted from 1, to the last. What new ones have pushed on to the next page comes once. */
export function createPages<Item extends { readonly id?: unknown }>(
  ask: (page: number) => Promise<Page<Item>>,
): Pages<Item> {
  let gateway: GatewayRecord | undefined
  async function* read(): AsyncGenerator<Item, void, undefined> {
    let before = new Set<unknown>()
    let count = 0
    for (let number = 1; ; number++) {
      const { items, size = 0, total = Infinity, gateway: record } = await ask(number)
      gateway = record
      const fresh = items.filter(({ id }) => !before.has(id))
      // Who counts no pages gives the first one again and again.
      if (fresh.length === 0) return
      before = new Set(items.flatMap(({ id }) => id ?? []))
      count += items.length
      yield* fresh
      if (items.length < size || count >= total) return
    }
  }
  return {
    get gateway() {
      return gateway
    },
    [Symbol.asyncIterator]: read,
    async toArray() {
      const all: Item[] = []
      for await (const item of read()) all.push(item)
      return all
    },
  }
}
