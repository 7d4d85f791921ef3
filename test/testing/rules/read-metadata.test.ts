import { expect, test } from "vitest"
import { readMetadata } from "../../../src/testing/rules/read-metadata.ts"

test.each([
  ["text, numbers and booleans are kept", '{"team":"a","user":1,"paid":true}', { team: "a", user: 1, paid: true }],
  ["the first five entries are kept", '{"a":1,"b":2,"c":3,"d":4,"e":5,"f":6}', { a: 1, b: 2, c: 3, d: 4, e: 5 }],
  ["keys that begin cf. are removed", '{"cf.user_id":"me","team":"a"}', { team: "a" }],
  ["a removed key takes no place", '{"cf.x":0,"a":1,"b":2,"c":3,"d":4,"e":5}', { a: 1, b: 2, c: 3, d: 4, e: 5 }],
  ["a key that only contains cf. stays", '{"my.cf.x":1,"cfx":2}', { "my.cf.x": 1, cfx: 2 }],
  ["a null voids all", '{"team":"a","user":null}', {}],
  ["a nested object voids all", '{"team":"a","user":{"id":1}}', {}],
  ["a list voids all", '{"team":"a","users":[1]}', {}],
  ["a null beyond the fifth entry voids all", '{"a":1,"b":2,"c":3,"d":4,"e":5,"f":null}', {}],
  ["a null under a reserved key voids all", '{"team":"a","cf.x":null}', {}],
  ["what is no JSON is none", "team=a", {}],
  ["an empty header is none", "", {}],
  ["a list is none", '["a"]', {}],
  ["a text is none", '"a"', {}],
  ["a missing header is none", null, {}],
])("%s", (_, header, kept) => {
  expect(readMetadata(header)).toEqual(kept)
})

test("a value of 600 characters is kept", () => {
  expect(readMetadata(`{"note":"${"x".repeat(600)}"}`)).toEqual({ note: "x".repeat(600) })
})

test.each([
  ["is added", '{"team":"a"}', { team: "a", "cf.user_id": "u-1" }],
  ["takes the last of five places", '{"a":1,"b":2,"c":3,"d":4,"e":5}', { a: 1, b: 2, c: 3, d: 4, "cf.user_id": "u-1" }],
  ["is told where all else is void", '{"a":null}', { "cf.user_id": "u-1" }],
  ["is not what the request says it is", '{"cf.user_id":"someone else"}', { "cf.user_id": "u-1" }],
])("a verified user %s", (_, header, kept) => {
  expect(readMetadata(header, "u-1")).toEqual(kept)
})
