import { expect, test } from "vitest"
import { findConditionProblem, matchesConditions } from "../../../src/testing/routes/matches-conditions.ts"

const facts = {
  body: { model: "dynamic/support", temperature: 0.5, messages: [{ role: "user", content: "Hi" }], user: null },
  headers: new Headers({ "X-Team": "red" }),
  metadata: { plan: "free", seats: 3, beta: true, "cf.user_id": "u1" },
}

test.each([
  [{}, true],
  [undefined, true],
  [{ "metadata.plan": { $eq: "free" } }, true],
  [{ "metadata.plan": { $eq: "paid" } }, false],
  [{ "metadata.plan": "free" }, true],
  [{ "metadata.seats": { $eq: "3" } }, false],
  [{ "metadata.beta": true }, true],
  [{ "metadata.cf.user_id": "u1" }, true],
  [{ "metadata.toString": { $exists: true } }, false],
  [{ "metadata.plan": { $ne: "paid" } }, true],
  [{ "metadata.other": { $ne: "paid" } }, true],
  [{ "metadata.plan": { $ne: "free" } }, false],
  [{ "metadata.plan": { $in: ["free", "trial"] } }, true],
  [{ "metadata.plan": { $in: ["paid"] } }, false],
  [{ "metadata.plan": { $nin: ["paid"] } }, true],
  [{ "metadata.plan": { $nin: ["free"] } }, false],
  [{ "metadata.seats": { $gt: 2, $lt: 4 } }, true],
  [{ "metadata.seats": { $gt: 3 } }, false],
  [{ "metadata.seats": { $gte: 3, $lte: 3 } }, true],
  [{ "metadata.seats": { $lt: "9" } }, false],
  [{ "metadata.plan": { $gt: "f" } }, true],
  [{ "metadata.beta": { $gt: false } }, false],
  [{ "metadata.plan": { $exists: true } }, true],
  [{ "metadata.other": { $exists: false } }, true],
  [{ "metadata.other": { $exists: true } }, false],
  [{ "headers.x-team": "red" }, true],
  [{ "headers.X-TEAM": { $eq: "red" } }, true],
  [{ "headers.x-none": { $exists: false } }, true],
  [{ "headers.no name": { $exists: false } }, true],
  [{ "body.model": "dynamic/support" }, true],
  [{ "body.temperature": { $lte: 0.5 } }, true],
  [{ "body.messages.0.role": "user" }, true],
  [{ "body.messages.1.role": { $exists: false } }, true],
  [{ "body.model.length": { $exists: false } }, true],
  [{ "body.user": { $eq: null } }, true],
  [{ "metadata.plan": "free", "metadata.seats": 4 }, false],
  [{ $and: [{ "metadata.plan": "free" }, { "metadata.seats": 3 }] }, true],
  [{ $and: [{ "metadata.plan": "free" }, { "metadata.seats": 4 }] }, false],
  [{ $or: [{ "metadata.plan": "paid" }, { "metadata.seats": 3 }] }, true],
  [{ $or: [{ "metadata.plan": "paid" }, { "metadata.seats": 4 }] }, false],
  [{ $or: [{ $and: [{ "metadata.plan": "free" }] }], "headers.x-team": "red" }, true],
])("conditions %j are met: %s", (conditions, expected) => {
  expect(matchesConditions(conditions, facts)).toBe(expected)
})

test("fields of what is no object are absent", () => {
  expect(matchesConditions({ "body.model": { $exists: false } }, { ...facts, body: undefined })).toBe(true)
})

test.each([
  [{ "metadata.plan": { $eq: "free" } }, undefined],
  [{ $or: [{ "metadata.plan": "free" }, { "headers.x": { $exists: true } }] }, undefined],
  ["metadata.plan", `conditions must be an object such as { "metadata.plan": { "$eq": "free" } }`],
  [{ plan: "free" }, `"plan" is no field: they begin with "body.", "headers.", "metadata."`],
  [
    { "metadata.plan": { $like: "f" } },
    `"$like" is no operator: there are $eq, $ne, $in, $nin, $gt, $gte, $lt, $lte, $exists, $and, $or`,
  ],
  [{ "metadata.plan": { $in: "free" } }, "$in takes a list of values"],
  [{ "metadata.plan": { $exists: 1 } }, "$exists takes true or false"],
  [{ $and: {} }, "$and takes a list of conditions"],
  [
    { $or: [{ "metadata.plan": "free" }, 1] },
    `conditions must be an object such as { "metadata.plan": { "$eq": "free" } }`,
  ],
])("of conditions %j is said: %s", (conditions, expected) => {
  expect(findConditionProblem(conditions)).toBe(expected)
})
