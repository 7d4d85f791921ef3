// One suite for the local gateway, always, and for Cloudflare's, where credentials are set: its calls cost a few hundred tokens.
import { onTestFinished } from "vitest"
import { createLocalGateway } from "../src/testing/index.ts"
import { listen } from "../src/testing/node.ts"
import { describeGateway } from "./gateway-contract.ts"

const model = "anthropic/claude-sonnet-4-5"

describeGateway("the local gateway, in process", () => {
  const { options, fetch } = createLocalGateway()
  const baseURL = `https://gateway.ai.cloudflare.com/v1/${options.accountId}/${options.gateway}`
  return { options: { ...options, token: options.token! }, baseURL, fetch, model }
})

describeGateway("the local gateway, on a port", async () => {
  const listening = await listen(createLocalGateway())
  onTestFinished(() => listening.close())
  const { options } = listening
  return { options: { ...options, token: options.token! }, baseURL: options.baseURL, fetch, model }
})

const { CF_ACCOUNT_ID, GATEWAY_NAME, CF_AIG_TOKEN, CF_AIG_MODEL } = process.env
if (CF_ACCOUNT_ID && GATEWAY_NAME && CF_AIG_TOKEN)
  describeGateway("Cloudflare AI Gateway", () => ({
    options: { accountId: CF_ACCOUNT_ID, gateway: GATEWAY_NAME, token: CF_AIG_TOKEN },
    baseURL: `https://gateway.ai.cloudflare.com/v1/${CF_ACCOUNT_ID}/${GATEWAY_NAME}`,
    fetch,
    model: CF_AIG_MODEL || model,
  }))
