// Streams answers to a page. Deployed it asks over `env.AI`, without any token; `wrangler dev --env local` has no such binding, and it asks over HTTP.
import { createGatewayClient, isGatewayError, toErrorResponse, toUsage, type GatewayClient } from "cf-ai-gateway"

interface Env {
  readonly AI?: Ai
  readonly GATEWAY_NAME: string
  // Without AI, from `.dev.vars.local`.
  readonly CF_ACCOUNT_ID?: string
  readonly CF_AIG_TOKEN?: string
  readonly CF_AIG_BASE_URL?: string
}

const model = "workers-ai/@cf/meta/llama-3.3-70b-instruct-fp8-fast"

export default {
  // What lies in `public` is served without coming here.
  async fetch(request, env, context): Promise<Response> {
    if (request.method !== "POST" || new URL(request.url).pathname !== "/chat")
      return new Response("Not found", { status: 404 })
    const body = await request.json<{ question?: unknown } | null>().catch(() => null)
    const question = body?.question
    if (typeof question !== "string" || question === "" || question.length > 2000)
      return Response.json({ error: { code: "invalid_question" } }, { status: 400 })
    try {
      const stream = await clientOf(env).chat.completions.create(
        { model, messages: [{ role: "user", content: question }], stream: true },
        { signal: request.signal },
      )
      // Beside the reader, whoever that is, and beyond the end of the response.
      context.waitUntil(
        stream
          .final()
          .then(
            (completion) => console.log({ logId: completion.gateway.logId, tokens: toUsage(completion)?.total }),
            tellFailure,
          ),
      )
      return stream.toResponse()
    } catch (error) {
      tellFailure(error)
      return toErrorResponse(error)
    }
  },
} satisfies ExportedHandler<Env>

function clientOf({ AI, GATEWAY_NAME, CF_ACCOUNT_ID, CF_AIG_TOKEN, CF_AIG_BASE_URL }: Env): GatewayClient {
  const gateway = { id: GATEWAY_NAME, collectLogPayload: false }
  return AI
    ? createGatewayClient({ binding: AI, gateway })
    : createGatewayClient({ accountId: CF_ACCOUNT_ID, token: CF_AIG_TOKEN, baseURL: CF_AIG_BASE_URL, gateway })
}

// What is no error of the gateway's is mostly a visitor who left.
function tellFailure(error: unknown): void {
  if (!isGatewayError(error)) console.log({ ended: String(error) })
  else console.error({ code: error.code, hint: error.hint, logId: error.logId })
}
