import { expect, test } from "vitest"
import { createClock } from "../../../src/testing/clock.ts"
import type { RouteElement } from "../../../src/testing/routes/route-element.ts"
import { createRouteStore, type RouteStoreOptions } from "../../../src/testing/routes/route-store.ts"

const elements = (model: string): RouteElement[] => [
  { id: "start", type: "start", outputs: { next: { elementId: "model" } } },
  { id: "model", type: "model", properties: { provider: "openai", model }, outputs: { success: { elementId: "end" } } },
  { id: "end", type: "end", outputs: {} },
]

function createStore(initial?: RouteStoreOptions["initial"]) {
  const clock = createClock("manual")
  let count = 0
  return { clock, store: createRouteStore({ now: clock.now, id: () => `id${++count}`, initial }) }
}

test("routes of the configuration are deployed", () => {
  const { store } = createStore({ support: elements("a"), sales: { elements: elements("b") } })
  expect(store.find("support")?.elements).toEqual(elements("a"))
  expect(store.find("sales")?.elements).toEqual(elements("b"))
  expect(store.find("other")).toBeUndefined()
})

test("a route of the configuration that cannot run is a TypeError that names it", () => {
  expect(() => createStore({ support: [] })).toThrow(
    new TypeError(`The dynamic route "support" cannot run: \`elements\` must be a list with a start element`),
  )
  expect(() => createStore({ support: undefined as never })).toThrow(TypeError)
})

test("a new route runs its first version", () => {
  const { store } = createStore()
  expect(store.create("support", elements("a"), "first")).toEqual({
    id: "id2",
    name: "support",
    created_at: "2026-01-01T00:00:00.000Z",
    modified_at: "2026-01-01T00:00:00.000Z",
    versions: [
      { version_id: "id1", created_at: "2026-01-01T00:00:00.000Z", comment: "first", elements: elements("a") },
    ],
    deployments: [
      { deployment_id: "id3", version_id: "id1", created_at: "2026-01-01T00:00:00.000Z", comment: "first" },
    ],
  })
  expect(store.find("support")).toEqual({ id: "id2", versionId: "id1", elements: elements("a") })
})

test("a new version is a draft until it is deployed, and an old one can be deployed again", () => {
  const { clock, store } = createStore({ support: elements("a") })
  const { id } = store.list()[0]!
  const first = store.find("support")!.versionId
  clock.advance(1000)
  const second = store.addVersion(id, elements("b"))!
  expect(store.find("support")?.elements).toEqual(elements("a"))
  store.deploy(id, second.version_id)
  expect(store.find("support")).toEqual({ id, versionId: second.version_id, elements: elements("b") })
  store.deploy(id, first, "back")
  expect(store.find("support")?.elements).toEqual(elements("a"))
  expect(store.get(id)).toMatchObject({
    modified_at: "2026-01-01T00:00:01.000Z",
    deployments: [{ version_id: first }, { version_id: second.version_id }, { version_id: first, comment: "back" }],
  })
})

test("a renamed route is found by its new name alone", () => {
  const { store } = createStore({ support: elements("a") })
  const { id } = store.list()[0]!
  expect(store.rename(id, "help")?.name).toBe("help")
  expect(store.find("help")?.id).toBe(id)
  expect(store.find("support")).toBeUndefined()
  expect(() => store.rename(id, "two words")).toThrow(TypeError)
})

test("a deleted route is gone", () => {
  const { store } = createStore({ support: elements("a") })
  const { id } = store.list()[0]!
  expect(store.delete(id)).toBe(true)
  expect(store.delete(id)).toBe(false)
  expect(store.find("support")).toBeUndefined()
})

test("what is not there cannot be changed", () => {
  const { store } = createStore({ support: elements("a") })
  expect(store.get("none")).toBeUndefined()
  expect(store.rename("none", "help")).toBeUndefined()
  expect(store.addVersion("none", elements("b"))).toBeUndefined()
  expect(store.deploy("none", "id1")).toBeUndefined()
  expect(store.deploy(store.list()[0]!.id, "none")).toBeUndefined()
})

test("elements that cannot run are never stored", () => {
  const { store } = createStore({ support: elements("a") })
  expect(() => store.create("other", [])).toThrow(TypeError)
  expect(() => store.addVersion(store.list()[0]!.id, [])).toThrow(TypeError)
  expect(store.list()[0]!.versions).toHaveLength(1)
})

test("elements are copied: changing what was given changes no route", () => {
  const given = elements("a")
  const { store } = createStore({ support: given })
  given.length = 0
  expect(store.find("support")?.elements).toEqual(elements("a"))
})
