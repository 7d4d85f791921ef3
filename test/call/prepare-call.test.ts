import { expect, test } from "vitest"
import { createGatewayClient } from "../../src/index.ts"
import { completion, identity, rejection } from "../support/server.ts"

const odd = {
  model: "openai/gpt-5-mini",
  messages: [
    null,
    "just text",
    { role: "user", content: [null, "as text", { type: "text", text: "the whole question" }] },
  ],
} as never

test("unchecked messages of any form go out as they are", async () => {
  const bodies: unknown[] = []
  const fetch = async (_: unknown, init?: RequestInit) => {
    bodies.push(JSON.parse(String(init?.body)))
    return Response.json(completion("Hi"))
  }
  const { create } = createGatewayClient({ ...identity, fetch, validate: { request: "off" } }).chat.completions
  await create(odd)

  expect(bodies).toEqual([odd])
})

test("what such messages say is not quoted when the provider complains", async () => {
  const fetch = async () => Response.json({ error: { message: "Cannot read: the whole question" } }, { status: 400 })
  const { create } = createGatewayClient({ ...identity, fetch, validate: { request: "off" } }).chat.completions
  const error = await rejection(create(odd))

  expect(error.code).toBe("invalid_params")
  expect(error.message).toContain("Cannot read")
  expect(error.message).not.toContain("the whole question")
})

test("what extras, metadata and cache keys say is not quoted either", async () => {
  const said = "my diary of May, part one"
  const fetch = async () => Response.json({ error: { message: `Cannot take: ${said}` } }, { status: 400 })
  const { create } = createGatewayClient({ ...identity, fetch }).chat.completions
  const hello = { model: "openai/gpt-5-mini", messages: [{ role: "user" as const, content: "Hello" }] }
  const options = [
    { extraBody: { note: said } },
    { gateway: { metadata: { note: said } } },
    { gateway: { cacheKey: said } },
  ]

  for (const option of options) expect((await rejection(create(hello, option))).message).not.toContain(said)
})
