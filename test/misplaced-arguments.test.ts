// What JavaScript lets through and types would not: each is refused by name where it is given.
import { expect, test } from "vitest"
import { createGatewayClient, readCompletionStream, toText } from "../src/index.ts"
import { createLocalGateway } from "../src/testing/index.ts"
import { hello, rejection } from "./support/server.ts"

test.each(["0123456789abcdef0123456789abcdef", 5])("createGatewayClient(%s) is a TypeError", (options) => {
  expect(() => createGatewayClient(options as never)).toThrow(TypeError)
})

test.each([
  ["text for options", "fast", "options"],
  ["text for `gateway`", { gateway: "my-gateway" }, "gateway"],
  ["text for `gateway.retries`", { gateway: { retries: "2" } }, "retries"],
  ["a number for `gateway.otel`", { gateway: { otel: 5 } }, "otel"],
])("%s is refused before anything is sent", async (_, options, name) => {
  const local = createLocalGateway()
  const error = await rejection(createGatewayClient(local.options).chat.completions.create(hello, options as never))

  expect(error.code).toBe("invalid_request")
  expect(error.message).toContain(name)
  expect(local.requests).toEqual([])
})

test("readCompletionStream of a fetch that was not awaited is a TypeError", () => {
  expect(() => readCompletionStream(Promise.resolve(new Response("")) as never)).toThrow(TypeError)
})

test("a reader given a promise is a TypeError", () => {
  const completion = createGatewayClient(createLocalGateway().options).chat.completions.create(hello)

  expect(() => toText(completion as never)).toThrow(TypeError)
})
