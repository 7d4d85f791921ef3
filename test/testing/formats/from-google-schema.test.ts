import { expect, test } from "vitest"
import { fromGoogleSchema } from "../../../src/testing/formats/from-google-schema.ts"

test.each([
  [{ type: "STRING" }, { type: "string" }],
  [{ type: "INTEGER", nullable: true }, { type: ["integer", "null"] }],
  [{ type: ["STRING", "null"] }, { type: ["STRING", "null"] }],
  [
    { type: "STRING", minLength: "1", maxLength: 9 },
    { type: "string", minLength: 1, maxLength: 9 },
  ],
  [
    { type: "OBJECT", minProperties: "1", maxProperties: "2" },
    { type: "object", minProperties: 1, maxProperties: 2 },
  ],
  [
    { type: "ARRAY", items: { type: "NUMBER" }, maxItems: "3" },
    { type: "array", items: { type: "number" }, maxItems: 3 },
  ],
  [
    { prefixItems: [{ type: "STRING" }, { type: "BOOLEAN" }] },
    { prefixItems: [{ type: "string" }, { type: "boolean" }] },
  ],
  [
    { enum: ["A", "B"], type: "STRING" },
    { type: "string", enum: ["A", "B"] },
  ],
  [
    { type: "OBJECT", properties: "odd" },
    { type: "object", properties: "odd" },
  ],
  [true, true],
])("%j is %j in JSON Schema", (schema, expected) => {
  expect(fromGoogleSchema(schema)).toEqual(expected)
})
