import { expect, test, vi } from "vitest"
import { createGatewayRecord } from "../../src/gateway/gateway-record.ts"
import { createPages, type Page } from "../../src/call/create-pages.ts"

interface Item {
  readonly id: string
}

const gateway = createGatewayRecord({ attempts: [], timings: {} }, 0)
const page = (ids: string, more: Partial<Page<Item>> = {}): Page<Item> => ({
  items: Array.from(ids, (id) => ({ id })),
  gateway,
  ...more,
})
const asking = (...pages: Page<Item>[]) => vi.fn(async (number: number) => pages[number - 1] ?? page(""))
const join = (items: readonly Item[]) => items.map(({ id }) => id).join("")

test("pages are read one after the other, until one is empty", async () => {
  const ask = asking(page("ab"), page("c"))

  expect(join(await createPages(ask).toArray())).toBe("abc")
  expect(ask.mock.calls).toEqual([[1], [2], [3]])
})

test("a page that is not full is the last", async () => {
  const ask = asking(page("ab", { size: 2 }), page("c", { size: 2 }))

  expect(join(await createPages(ask).toArray())).toBe("abc")
  expect(ask).toHaveBeenCalledTimes(2)
})

test("nothing is asked for when all have come", async () => {
  const ask = asking(page("ab", { size: 2, total: 4 }), page("cd", { size: 2, total: 4 }))

  expect(join(await createPages(ask).toArray())).toBe("abcd")
  expect(ask).toHaveBeenCalledTimes(2)
})

test("a server that gives the same page again has no other", async () => {
  const ask = vi.fn(async () => page("ab"))

  expect(join(await createPages(ask).toArray())).toBe("ab")
  expect(ask).toHaveBeenCalledTimes(2)
})

test("a page is asked for when the reading gets there, and not after it was left", async () => {
  const ask = asking(page("ab"), page("cd"), page("ef"))
  const pages = createPages(ask)
  expect(ask).not.toHaveBeenCalled()
  for await (const { id } of pages) {
    expect(ask).toHaveBeenCalledTimes(id < "c" ? 1 : 2)
    if (id === "c") break
  }

  expect(ask).toHaveBeenCalledTimes(2)
})

test("a second reading begins anew", async () => {
  const ask = asking(page("a"))
  const pages = createPages(ask)
  await pages.toArray()

  expect(join(await pages.toArray())).toBe("a")
  expect(ask.mock.calls).toEqual([[1], [2], [1], [2]])
})

test("the record is the newest page's, and of none before the first", async () => {
  const second = { ...gateway, logId: "log-2" }
  const pages = createPages(asking(page("a"), page("b", { gateway: second, size: 2 })))
  expect(pages.gateway).toBeUndefined()
  await pages.toArray()

  expect(pages.gateway).toBe(second)
})

test("what goes wrong with a page ends the reading", async () => {
  const ask = async (number: number) => {
    if (number === 2) throw new Error("gone")
    return page("a")
  }
  await expect(createPages(ask).toArray()).rejects.toThrow("gone")
})
