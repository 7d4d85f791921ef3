/** What everyone asks. The model as each spells it: the gateway's clients with the provider in front. */
export const model = "openai/gpt-5-mini"
export const messages = [
  { role: "system" as const, content: "You are a patient guide to the network. Answer in one short paragraph." },
  { role: "user" as const, content: "What is Cloudflare, and what would I use a gateway in front of my models for?" },
]
