import { createParams } from "./create-params.ts"
import { readText } from "./read-json.ts"
import { toOpenAIError } from "./to-openai-error.ts"
import type { WireFormat } from "./wire-format.ts"

const unscripted = toOpenAIError({
  status: 501,
  message: "The local gateway has no model for this endpoint: script it with local.reply(new Response(...))",
  type: "local_gateway_error",
  code: "no_model_for_endpoint",
})

/** An endpoint whose words the local gateway does not know: the body is shown to the model as it came. */
export const plain: WireFormat = {
  name: "plain",
  toModel: (body) => readText(body["model"]),
  isStream: () => false,
  toParams: (body, model) => createParams(model, [{ role: "user", content: JSON.stringify(body) }], {}),
  toBody: () => unscripted,
  toEvents: () => [JSON.stringify(unscripted)],
  toError: toOpenAIError,
}
