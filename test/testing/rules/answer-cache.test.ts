import { expect, test } from "vitest"
import { createClock } from "../../../src/testing/clock.ts"
import { createAnswerCache, type CacheFacts } from "../../../src/testing/rules/answer-cache.ts"

const facts: CacheFacts = {
  provider: "openai",
  endpoint: "chat/completions",
  model: "gpt-5-mini",
  providerAuth: "sk-1",
  text: '{"messages":[]}',
  options: {},
  gatewayTtl: 60,
  isStream: false,
}

function start() {
  const clock = createClock("manual")
  return { clock, cache: createAnswerCache<string>(clock.now) }
}

test.each<[string, Partial<CacheFacts>, boolean]>([
  ["a gateway that caches keeps every request", {}, true],
  ["a gateway that does not cache keeps none", { gatewayTtl: 0 }, false],
  ["a cache key opts in", { gatewayTtl: 0, options: { cacheKey: "k" } }, true],
  ["a lifetime alone does not opt in", { gatewayTtl: 0, options: { cacheTtl: 3600 } }, false],
  ["an empty cache key opts in", { gatewayTtl: 0, options: { cacheKey: "" } }, true],
  ["skip-cache stores what it gets", { options: { skipCache: true } }, true],
  ["a stream is not cached", { isStream: true }, false],
  ["a stream is not cached by a key either", { isStream: true, options: { cacheKey: "k" } }, false],
  ["text is cached", { contentKind: "text" }, true],
  ["an image is cached", { contentKind: "image" }, true],
  ["embeddings are not cached", { contentKind: "embeddings" }, false],
  ["sound is not cached", { contentKind: "audio" }, false],
  ["a request of 25 MB is cached", { text: "x".repeat(25_000_000) }, true],
  ["a request over 25 MB is not cached", { text: "x".repeat(25_000_001) }, false],
  ["the 25 MB are bytes", { text: "é".repeat(12_500_001) }, false],
  ["a cache key makes no large request cached", { text: "x".repeat(25_000_001), options: { cacheKey: "k" } }, false],
])("%s", (_, more, isCached) => {
  expect(start().cache.keyOf({ ...facts, ...more }) !== undefined).toBe(isCached)
})

test("an identical request has the same key", () => {
  const { cache } = start()
  expect(cache.keyOf({ ...facts })).toBe(cache.keyOf({ ...facts }))
})

test.each<[string, Partial<CacheFacts>]>([
  ["provider", { provider: "groq" }],
  ["endpoint", { endpoint: "responses" }],
  ["model", { model: "gpt-5" }],
  ["provider key", { providerAuth: "sk-2" }],
  ["absence of a provider key", { providerAuth: null }],
  ["body", { text: '{"messages": []}' }],
])("another %s is another entry", (_, more) => {
  const { cache } = start()
  expect(cache.keyOf({ ...facts, ...more })).not.toBe(cache.keyOf(facts))
})

test.each<[string, Partial<CacheFacts>]>([
  ["metadata", { options: { metadata: { user: 1 } } }],
  ["a lifetime", { options: { cacheTtl: 120 } }],
])("%s is no part of the key", (_, more) => {
  const { cache } = start()
  expect(cache.keyOf({ ...facts, ...more })).toBe(cache.keyOf(facts))
})

test("a cache key replaces the computed one, whatever is asked", () => {
  const { cache } = start()
  const options = { cacheKey: "k" }
  const key = cache.keyOf({ ...facts, options })

  expect(cache.keyOf({ ...facts, options, provider: "anthropic", text: "else", providerAuth: null })).toBe(key)
  expect(cache.keyOf({ ...facts, options: { cacheKey: "l" } })).not.toBe(key)
})

test("a cache key cannot name what another request was computed to", () => {
  const { cache } = start()
  const computed = cache.keyOf(facts)!
  expect(cache.keyOf({ ...facts, options: { cacheKey: computed } })).not.toBe(computed)
  expect(cache.keyOf({ ...facts, options: { cacheKey: computed.replace("body:", "") } })).not.toBe(computed)
})

test.each([
  ["the gateway's lifetime", {}, 120, 120],
  ["a gateway's lifetime below a minute", {}, 10, 10],
  ["a request's lifetime before the gateway's", { cacheTtl: 90 }, 3600, 90],
  ["five minutes for a cache key without a lifetime", { cacheKey: "k" }, 0, 300],
  ["the gateway's lifetime for a cache key", { cacheKey: "k" }, 600, 600],
  ["the request's lifetime for a cache key", { cacheKey: "k", cacheTtl: 90 }, 0, 90],
  ["a minute at least", { cacheTtl: 5 }, 3600, 60],
  ["a month at most", { cacheTtl: 9_999_999 }, 3600, 2_592_000],
  ["as if 0 had not been said", { cacheTtl: 0 }, 120, 120],
  ["as if less than 0 had not been said", { cacheTtl: -1 }, 120, 120],
])("an answer is kept for %s", (_, options, gatewayTtl, seconds) => {
  const { cache, clock } = start()
  cache.set("k", "Hello", { options, gatewayTtl })

  clock.advance(seconds * 1000 - 1)
  expect(cache.get("k")).toBe("Hello")
  clock.advance(1)
  expect(cache.get("k")).toBeUndefined()
})

test("nothing is kept where caching is off", () => {
  const { cache } = start()
  cache.set("k", "Hello", { options: { cacheTtl: 3600 }, gatewayTtl: 0 })
  expect(cache.get("k")).toBeUndefined()
})

test("a later answer takes an earlier one's place, and its own lifetime", () => {
  const { cache, clock } = start()
  cache.set("k", "first", { options: {}, gatewayTtl: 60 })
  clock.advance(59_000)
  cache.set("k", "second", { options: {}, gatewayTtl: 60 })
  clock.advance(59_000)
  expect(cache.get("k")).toBe("second")
})

test("a cleared cache is empty", () => {
  const { cache } = start()
  cache.set("k", "Hello", { options: {}, gatewayTtl: 60 })
  cache.clear()
  expect(cache.get("k")).toBeUndefined()
})

test("the oldest of more than 10000 answers goes", () => {
  const { cache } = start()
  for (let n = 0; n <= 10_000; n++) cache.set(`k${n}`, "Hello", { options: {}, gatewayTtl: 60 })
  expect([cache.get("k0"), cache.get("k1"), cache.get("k10000")]).toEqual([undefined, "Hello", "Hello"])
})

test("a request of up to 25 MB that is no text is cached", () => {
  const bytes = new Uint8Array(10_000_000).fill(255).buffer
  const text = "\uFFFD".repeat(10_000_000)

  expect(start().cache.keyOf({ ...facts, text, bytes })).toBeDefined()
  expect(start().cache.keyOf({ ...facts, text: "x", bytes: new ArrayBuffer(25_000_001) })).toBeUndefined()
})

test("the oldest answers go when all are over 64 MiB, their requests counted in", () => {
  const { cache } = start()
  const lifetime = { options: {}, gatewayTtl: 60, bytes: 20 * 1024 * 1024 }
  const name = (letter: string) => letter.repeat(2 * 1024 * 1024)
  for (const letter of ["a", "b", "c"]) cache.set(name(letter), letter, lifetime)

  expect(["a", "b", "c"].map((letter) => cache.get(name(letter)))).toEqual([undefined, "b", "c"])
})

test("answers that were replaced, have run out or were cleared do not count", () => {
  const { cache, clock } = start()
  const lifetime = { options: {}, gatewayTtl: 60, bytes: 30 * 1024 * 1024 }
  cache.set("one", "first", lifetime)
  cache.set("one", "second", lifetime)
  cache.set("two", "second", lifetime)
  expect([cache.get("one"), cache.get("two")]).toEqual(["second", "second"])
  clock.advance(60_000)
  expect(cache.get("one")).toBeUndefined()
  cache.set("three", "third", lifetime)
  cache.clear()
  cache.set("four", "fourth", lifetime)
  cache.set("five", "fifth", lifetime)
  expect([cache.get("four"), cache.get("five")]).toEqual(["fourth", "fifth"])
})
