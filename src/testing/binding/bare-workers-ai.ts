import { workersAI } from "../formats/workers-ai.ts"
import type { WireFormat } from "../formats/wire-format.ts"
import { toBindingBody } from "./binding-body.ts"

/** Workers AI as its binding has it: without the envelope of the API. */
export const bareWorkersAI: WireFormat = {
  ...workersAI,
  toBody: (completion, body) => (workersAI.toBody(completion, body) as { readonly result: unknown }).result,
  toError: (refusal) => toBindingBody({ status: refusal.status, body: workersAI.toError(refusal) }),
}
