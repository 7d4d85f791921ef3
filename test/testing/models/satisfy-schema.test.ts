import { expect, test } from "vitest"
import * as z from "zod"
import { satisfySchema } from "../../../src/testing/models/satisfy-schema.ts"
import { createRandom } from "../../../src/testing/random.ts"

const seeds = Array.from({ length: 30 }, (_, seed) => seed)
const make = (schema: unknown, seed = 0) => satisfySchema(schema, createRandom(seed))
const object = (properties: object, required = Object.keys(properties)) => ({
  type: "object",
  properties,
  required,
  additionalProperties: false,
})
const draft7 = "http://json-schema.org/draft-07/schema#"
const tree = object({ value: { type: "integer" }, children: { type: "array", items: { $ref: "#/$defs/tree" } } })
const number = object({ op: { const: "number" }, value: { type: "number" } })
const sum = object({
  op: { const: "sum" },
  one: { $ref: "#/$defs/expression" },
  other: { $ref: "#/$defs/expression" },
})

// zod is the judge: another reader of JSON Schema than the one that is tested.
test.each<[string, object]>([
  ["a nested object", object({ a: object({ b: { type: "array", items: object({ c: { type: "boolean" } }) } }) })],
  ["a tree by $ref and $defs", { $ref: "#/$defs/tree", $defs: { tree } }],
  [
    "a list linked to itself by #",
    object({ value: { type: "string" }, next: { anyOf: [{ $ref: "#" }, { type: "null" }] } }),
  ],
  ["an optional member of its own kind", object({ name: { type: "string" }, parent: { $ref: "#" } }, ["name"])],
  ["a choice that may go on for ever", { $ref: "#/$defs/expression", $defs: { expression: { anyOf: [sum, number] } } }],
  ["the same with the end first", { $ref: "#/$defs/expression", $defs: { expression: { anyOf: [number, sum] } } }],
  [
    "a choice that may go on for ever in tuples and lists",
    {
      $ref: "#/$defs/step",
      $defs: {
        step: {
          anyOf: [
            { type: "array", prefixItems: [{ $ref: "#/$defs/step" }, true], minItems: 2 },
            { type: "array", items: { $ref: "#/$defs/step" }, minItems: 1, maxItems: 1 },
            { type: "object", required: ["more"], additionalProperties: { type: "integer" } },
          ],
        },
      },
    },
  ],
  ["a nullable member of its own kind", object({ next: { anyOf: [{ $ref: "#" }, { enum: ["end"] }] } })],
  [
    "definitions under their older name",
    { $schema: draft7, $ref: "#/definitions/a", definitions: { a: { type: "boolean" } } },
  ],
  ["enum", { enum: ["a", 2, null] }],
  ["enum with a type", { type: "string", enum: ["red", "green"] }],
  ["const", { const: "fixed" }],
  ["const null in an object", object({ kind: { const: null } })],
  [
    "anyOf",
    {
      anyOf: [
        { type: "string", minLength: 9 },
        { type: "integer", minimum: 7 },
      ],
    },
  ],
  [
    "oneOf told apart by a constant",
    { oneOf: [object({ kind: { const: "circle" }, radius: { type: "number", exclusiveMinimum: 0 } }), number] },
  ],
  [
    "allOf",
    {
      allOf: [
        { type: "object", properties: { a: { type: "string" } }, required: ["a"] },
        { type: "object", properties: { b: { type: "integer", minimum: 5, maximum: 6 } }, required: ["b"] },
      ],
    },
  ],
  ["a tuple", { type: "array", prefixItems: [{ type: "string" }, { type: "integer" }], items: false, minItems: 2 }],
  ["a tuple with more", { type: "array", prefixItems: [{ type: "string" }], items: { type: "boolean" }, minItems: 3 }],
  ["minItems and maxItems", { type: "array", items: { type: "integer" }, minItems: 4, maxItems: 5 }],
  ["no items", { type: "array", items: { type: "integer" }, maxItems: 0 }],
  ["minLength and maxLength", { type: "string", minLength: 40, maxLength: 42 }],
  ["an empty text", { type: "string", maxLength: 0 }],
  ["date-time", { type: "string", format: "date-time" }],
  ["date", { type: "string", format: "date" }],
  ["time", { type: "string", format: "time" }],
  ["duration", { type: "string", format: "duration" }],
  ["email", { type: "string", format: "email" }],
  ["uuid", { type: "string", format: "uuid" }],
  ["uri", { type: "string", format: "uri" }],
  ["ipv4", { type: "string", format: "ipv4" }],
  ["ipv6", { type: "string", format: "ipv6" }],
  ["narrow bounds", { type: "number", exclusiveMinimum: 0.5, exclusiveMaximum: 0.501 }],
  ["a whole number between two others", { type: "integer", exclusiveMinimum: 3, exclusiveMaximum: 5 }],
  ["one number alone", { type: "integer", minimum: 3, maximum: 3 }],
  ["negative numbers", { type: "integer", maximum: -5 }],
  ["a fraction's whole neighbours", { type: "integer", minimum: 1.5, maximum: 2.5 }],
  ["multipleOf", { type: "integer", multipleOf: 7, minimum: 50, maximum: 60 }],
  ["multipleOf a decimal", { type: "number", multipleOf: 0.25, minimum: 0, maximum: 1 }],
  ["a list of types", { type: ["string", "null"] }],
  ["a record", { type: "object", additionalProperties: { type: "integer" } }],
  [
    "names of a record",
    { type: "object", propertyNames: { pattern: "^[a-z]{3}$" }, additionalProperties: { type: "string" } },
  ],
  ["a pattern", { type: "string", pattern: "^[A-Z]{3}-\\d{4}$" }],
  ["a pattern of a length", { type: "string", pattern: "^[a-z]*$", minLength: 15, maxLength: 16 }],
])("%s is satisfied, whatever the seed", (_, schema) => {
  const judge = z.fromJSONSchema(schema as z.core.JSONSchema.JSONSchema)
  const wrong = seeds.map((seed) => make(schema, seed)).filter((value) => !judge.safeParse(value).success)

  expect(wrong).toEqual([])
})

test.each<[string, z.ZodType]>([
  [
    "objects",
    z.object({ city: z.string().min(2).max(5), days: z.int().min(1).max(7), unit: z.enum(["C", "F"]).optional() }),
  ],
  ["strict objects", z.strictObject({ a: z.string(), b: z.number().positive().nullable() })],
  [
    "unions",
    z.discriminatedUnion("kind", [z.object({ kind: z.literal("a"), x: z.int() }), z.object({ kind: z.literal("b") })]),
  ],
  ["tuples and records", z.object({ pair: z.tuple([z.string(), z.int()]), counts: z.record(z.string(), z.int()) })],
  ["intersections", z.intersection(z.object({ a: z.string() }), z.object({ b: z.int() }))],
  ["formats", z.object({ at: z.iso.datetime(), mail: z.email(), id: z.uuid(), link: z.url(), day: z.iso.date() })],
  [
    "patterns",
    z.object({ code: z.string().regex(/^(foo|bar)\.[a-z]+$/), phone: z.e164(), start: z.string().startsWith("sk-") }),
  ],
])("%s of zod come back through its JSON Schema", (_, type) => {
  const schema = z.toJSONSchema(type)
  const wrong = seeds.map((seed) => make(schema, seed)).filter((value) => !type.safeParse(value).success)

  expect(wrong).toEqual([])
})

test("the same seed gives the same value, another seed another", () => {
  const schema = object({ city: { type: "string" }, day: { type: "string", format: "date" }, ok: { type: "boolean" } })

  expect(make(schema)).toEqual({ city: "fjord", day: "2026-01-02", ok: false })
  expect(make(schema)).toEqual(make(schema))
  expect(make(schema, 1)).not.toEqual(make(schema))
})

test("optional members come with some seeds and not with others", () => {
  const schema = object({ a: { type: "integer" }, b: { type: "integer" } }, ["a"])
  const keys = seeds.map((seed) => Object.keys(make(schema, seed) as object).join())

  expect([...new Set(keys)].sort()).toEqual(["a", "a,b"])
})

test.each([
  [{ type: "object", required: ["id"] }, (value: any) => typeof value.id === "string"],
  [{ required: ["id"], properties: { id: { type: "integer" } } }, (value: any) => Number.isInteger(value.id)],
  [
    { type: "object", required: ["a"], additionalProperties: { type: "boolean" } },
    (value: any) => typeof value.a === "boolean",
  ],
  [{ type: "object", minProperties: 2, properties: { a: {}, b: {} } }, (value: any) => "a" in value && "b" in value],
  [{ type: "object", maxProperties: 1, properties: { a: {}, b: {} } }, (value: any) => Object.keys(value).length <= 1],
  [{ type: "object", properties: { a: false } }, (value: any) => !("a" in value)],
  [
    { type: "object", patternProperties: { "^x-": { type: "null" } }, additionalProperties: false, minProperties: 1 },
    (value: any) => Object.entries(value).every(([key, entry]) => key.startsWith("x-") && entry === null),
  ],
  [
    { type: "object", required: ["a"], dependentRequired: { a: ["b"], b: ["c"] } },
    (value: any) => "b" in value && "c" in value,
  ],
  [
    { type: "object", properties: { a: {} }, dependentRequired: { a: ["b"] } },
    (value: any) => "a" in value === "b" in value,
  ],
  [
    { type: "array", items: { enum: [1, 2, 3] }, minItems: 3, uniqueItems: true },
    (value: any) => new Set(value).size === 3,
  ],
  [{ type: "array", items: { type: "integer" }, contains: { const: 42 } }, (value: any) => value.includes(42)],
  [
    { type: "array", items: [{ type: "integer" }, { type: "null" }], additionalItems: false },
    ([one, two, ...more]: any) => Number.isInteger(one) && two === null && more.length === 0,
  ],
  [{ items: { type: "boolean" } }, (value: any) => typeof value[0] === "boolean"],
  [{ type: "string", format: "hostname" }, (value: any) => /^[a-z]+\.example\.com$/.test(value)],
  [{ type: "string", format: "idn-hostname" }, (value: any) => /^[a-z]+\.example\.com$/.test(value)],
  [{ type: "string", format: "idn-email" }, (value: any) => /^[a-z]+@example\.com$/.test(value)],
  [{ type: "string", format: "url" }, (value: any) => URL.canParse(value)],
  [{ type: "string", format: "iri" }, (value: any) => URL.canParse(value)],
  [{ type: "string", format: "uri-reference" }, (value: any) => /^\/[a-z]+$/.test(value)],
  [{ type: "string", format: "json-pointer" }, (value: any) => /^\/[a-z]+$/.test(value)],
  [{ type: "string", format: "of your own" }, (value: any) => /^[a-z]{5}$/.test(value)],
  [{ type: "string", format: "email", pattern: "^x+$" }, (value: any) => /^x+$/.test(value)],
  [{ type: "string", format: "email", pattern: "(" }, (value: any) => value.endsWith("@example.com")],
  [{ type: "integer", multipleOf: 0.3, minimum: 1, maximum: 2 }, (value: any) => value >= 1 && value < 2.4],
  [{ minimum: 5 }, (value: any) => value >= 5],
  [{ minimum: 5, exclusiveMinimum: true, maximum: 5.1 }, (value: any) => value > 5],
  [{ type: "INTEGER" }, Number.isInteger],
  [{ type: "string", nullable: true, minLength: 20 }, (value: any) => value === null || value.length >= 20],
  [
    { $ref: "#/$defs/a", minLength: 12, $defs: { a: { type: "string", maxLength: 14 } } },
    (value: any) => value.length >= 12 && value.length <= 14,
  ],
  [{ $ref: "#/$defs/a~1b%20c", $defs: { "a/b c": { type: "integer" } } }, Number.isInteger],
  [{ allOf: [{ type: "number" }, { type: "integer" }] }, Number.isInteger],
  [{ allOf: [{ type: ["string", "null"] }, { type: ["null", "integer"] }] }, (value: any) => value === null],
  [{ allOf: [{ enum: [1, 2] }, { enum: [2, 3] }] }, (value: any) => value === 2],
  [{ type: ["array", "object"], enum: [1, [2]] }, (value: any) => Array.isArray(value)],
  [{ enum: [null] }, (value: any) => value === null],
  [
    { allOf: [{ type: "integer", minimum: 1 }, { minimum: 5, maximum: 9 }, { maximum: 5 }] },
    (value: any) => value === 5,
  ],
  [
    { allOf: [{ pattern: "^[a-z]+$" }, { description: "a name" }, { description: "or so" }] },
    (value: any) => /^[a-z]+$/.test(value),
  ],
  [
    { prefixItems: [{ type: "null" }, { $ref: "#/prefixItems/0" }], minItems: 3 },
    (value: any) => value[1] === null && value.length === 3,
  ],
  [
    { $ref: "#/a", a: { $ref: "#/b" }, b: { allOf: [{ $ref: "#/c" }] }, c: { type: "null" } },
    (value: any) => value === null,
  ],
  [{ type: "integer", enum: ["a", 1.5, 7] }, (value: any) => value === 7],
  [
    { allOf: [{ properties: { a: { minimum: 3 } } }, { properties: { a: { maximum: 3 } }, required: ["a"] }] },
    (value: any) => value.a === 3,
  ],
  [
    { allOf: [{ items: { minimum: 3 } }, { items: { maximum: 3 }, minItems: 1 }] },
    (value: any) => value.every((item: unknown) => item === 3),
  ],
  [
    {
      allOf: [
        { required: ["a"], dependentRequired: { a: ["b"] } },
        { type: "object", dependentRequired: { a: ["c"] } },
      ],
    },
    (value: any) => "b" in value && "c" in value,
  ],
  [
    { allOf: [{ type: "object", additionalProperties: {} }, { additionalProperties: false }] },
    (value: any) => Object.keys(value).length === 0,
  ],
  [
    {
      type: "object",
      properties: { kind: { enum: ["a"] }, x: { type: "integer" } },
      if: { required: ["kind"] },
      // oxlint-disable-next-line unicorn/no-thenable
      then: { required: ["x"] },
    },
    (value: any) => "kind" in value && "x" in value,
  ],
  [
    {
      ...object({ a: { type: "string" }, b: { type: "string" } }, []),
      oneOf: [{ required: ["a"] }, { required: ["b"] }],
    },
    (value: any) => "a" in value !== "b" in value,
  ],
])("what %j asks for is there", (schema, isRight) => {
  expect(seeds.map((seed) => make(schema, seed)).filter((value) => !isRight(value))).toEqual([])
})

test.each([
  ["nothing", undefined],
  ["no schema", "text"],
  ["a reference to itself", { $ref: "#" }],
  ["a reference elsewhere", { $ref: "https://example.com/schema.json" }],
  ["references in a circle", { $ref: "#/a", a: { $ref: "#/b" }, b: { $ref: "#/a" } }],
  ["a reference to nothing", { $ref: "#/%/gone" }],
  ["no choices", { anyOf: [] }],
  ["choices that forbid all", { oneOf: [false] }],
  ["choices without conditions", { oneOf: [true, {}] }],
  ["a type that is none", { type: 5 }],
  ["a pattern that is none", { pattern: "(" }],
])("of %s a word is made", (_, schema) => {
  expect(make(schema)).toMatch(/^[a-z]{5}$/)
})

test("a schema that no finite value satisfies ends all the same", () => {
  const both = { type: "object", required: ["a", "b"], properties: { a: { $ref: "#" }, b: { $ref: "#" } } }
  const list = { type: "array", minItems: 2, items: { $ref: "#" } }

  expect(JSON.stringify(make(both))).toContain('"a":null')
  expect(JSON.stringify(make(list))).toContain("[null,null]")
  expect(make({ type: "array", items: { const: 1 }, minItems: 2, uniqueItems: true })).toEqual([1, 1])
})

test("recursive values stay small", () => {
  const schema = { $ref: "#/$defs/tree", $defs: { tree } }
  const longest = Math.max(...seeds.map((seed) => JSON.stringify(make(schema, seed)).length))

  expect(longest).toBeLessThan(300)
})

// Each of these would otherwise take all memory, or hours.
const endless = { $ref: "#/$defs/it" }
test.each<[string, object, number]>([
  ["a text", { type: "string", minLength: 1e10 }, 10_020],
  ["a text by a pattern", { type: "string", pattern: "a{1000000000}" }, 10_020],
  ["a text by a pattern and a format", { type: "string", pattern: "^(.+)+!!$", format: "uri" }, 10_020],
  ["an object", { type: "object", minProperties: 1e9 }, 10_000],
  ["a list", { type: "array", minItems: 1e9, items: { const: 1 } }, 10_001],
  ["many texts", { type: "array", minItems: 5000, items: { type: "string", minLength: 1e4 } }, 200_000],
  [
    "many texts by a pattern",
    { type: "array", minItems: 5000, items: { pattern: "(.*a){30}", minLength: 1e4 } },
    200_000,
  ],
  ["lists of lists", { ...endless, $defs: { it: { type: "array", minItems: 5000, items: endless } } }, 50_000],
  [
    "objects of objects",
    { ...endless, $defs: { it: { type: "object", minProperties: 5000, additionalProperties: endless } } },
    100_000,
  ],
  ["parts that double", { ...endless, $defs: { it: { allOf: [endless, endless] } } }, 10_020],
  ["a name by a pattern", { patternProperties: { "^(a+)+$": {} }, required: [`${"a".repeat(40)}b`] }, 10_000],
])("%s without end is made as far as is sensible", (_, schema, longest) => {
  const begun = performance.now()

  expect(JSON.stringify(make(schema)).length).toBeLessThanOrEqual(longest)
  expect(performance.now() - begun).toBeLessThan(5000)
})
