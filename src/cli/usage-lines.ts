/** How each client meets the gateway; to be copied, so curl has the values themselves. */
export function usageLines({ baseURL, token }: { readonly baseURL: string; readonly token: string | null }): string[] {
  return `
cf-ai-gateway reads these variables:
  const client = createGatewayClient()
openai and @anthropic-ai/sdk, through that client:
  new OpenAI({ ...client.provider("compat") })
  new Anthropic({ ...client.provider("anthropic"), authToken: null })
curl:
  curl "${baseURL}/compat/chat/completions" \\
    -H "cf-aig-authorization: Bearer ${token ?? ""}" -H "content-type: application/json" \\
    -d '{"model":"openai/gpt-5-mini","messages":[{"role":"user","content":"Hello"}]}'`
    .trim()
    .split("\n")
}
