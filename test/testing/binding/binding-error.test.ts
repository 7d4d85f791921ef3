import { expect, test } from "vitest"
import { toGatewayError, toInferenceError } from "../../../src/testing/binding/binding-error.ts"

test.each([
  [
    "a number of the gateway's",
    '{"internalCode":2003,"description":"Rate limited","name":"AiGatewayError"}',
    "AiGatewayError",
    "2003: Rate limited",
  ],
  [
    "a number without a name",
    '{"internalCode":1001,"description":"No prompt"}',
    "InferenceUpstreamError",
    "1001: No prompt",
  ],
  [
    "the API's envelope",
    '{"errors":[{"code":10000,"message":"Authentication error"}]}',
    "InferenceUpstreamError",
    "10000: Authentication error",
  ],
  ["an empty envelope", '{"errors":[]}', "InferenceUpstreamError", '{"errors":[]}'],
  ["no object", "null", "InferenceUpstreamError", "null"],
  ["no JSON", "error code: 1010", "InferenceUpstreamError", "error code: 1010"],
])("a refused run is told as Cloudflare's runtime tells it: %s", (_, content, name, message) => {
  expect(toInferenceError(content)).toMatchObject({ name, message })
})

test.each([
  [404, '{"errors":[{"message":"Log not found"}]}', "AiGatewayLogNotFound", "Log not found"],
  [400, '{"errors":[{"message":"must be a number"}]}', "AiGatewayInternalError", "must be a number"],
  [502, "<html>", "AiGatewayInternalError", "<html>"],
])("what methods about logs throw goes by the status: %s", (status, content, name, message) => {
  expect(toGatewayError(status, content)).toMatchObject({ name, message })
})
