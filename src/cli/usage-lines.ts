/** How each client meets the gateway of the variables; comments, so that copying all of it does no harm. */
export const usageLines: readonly string[] = `
# cf-ai-gateway reads these variables:
#   const client = createGatewayClient()
# openai:
#   new OpenAI({
#     baseURL: \`\${process.env.CF_AIG_BASE_URL}/compat\`,
#     apiKey: "unused",
#     defaultHeaders: { "cf-aig-authorization": \`Bearer \${process.env.CF_AIG_TOKEN}\`, Authorization: null },
#   })
# @anthropic-ai/sdk:
#   new Anthropic({
#     baseURL: \`\${process.env.CF_AIG_BASE_URL}/anthropic\`,
#     defaultHeaders: {
#       "cf-aig-authorization": \`Bearer \${process.env.CF_AIG_TOKEN}\`,
#       Authorization: null,
#       "x-api-key": null,
#     },
#   })
# curl:
#   curl "$CF_AIG_BASE_URL/compat/chat/completions" -H "cf-aig-authorization: Bearer $CF_AIG_TOKEN" \\
#     -H "content-type: application/json" \\
#     -d '{"model":"openai/gpt-5-mini","messages":[{"role":"user","content":"Hello"}]}'`
  .trim()
  .split("\n")
