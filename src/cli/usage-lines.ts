/** How each client meets the gateway; to be copied, so curl has the values themselves. */
export function usageLines({ baseURL, token }: { readonly baseURL: string; readonly token: string | null }): string[] {
  return `
cf-ai-gateway reads these variables:
  const client = createGatewayClient()
openai:
  new OpenAI({
    baseURL: \`\${process.env.CF_AIG_BASE_URL}/compat\`,
    apiKey: "unused",
    defaultHeaders: { "cf-aig-authorization": \`Bearer \${process.env.CF_AIG_TOKEN}\`, Authorization: null },
  })
@anthropic-ai/sdk:
  new Anthropic({
    baseURL: \`\${process.env.CF_AIG_BASE_URL}/anthropic\`,
    defaultHeaders: {
      "cf-aig-authorization": \`Bearer \${process.env.CF_AIG_TOKEN}\`,
      Authorization: null,
      "x-api-key": null,
    },
  })
curl:
  curl "${baseURL}/compat/chat/completions" \\
    -H "cf-aig-authorization: Bearer ${token ?? ""}" -H "content-type: application/json" \\
    -d '{"model":"openai/gpt-5-mini","messages":[{"role":"user","content":"Hello"}]}'`
    .trim()
    .split("\n")
}
