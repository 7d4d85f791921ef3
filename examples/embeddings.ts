// Texts as vectors, to find what is alike. Workers AI answers on REST, for which a token with Workers AI Read is needed; OpenAI and others on
// their own path behind the gateway. The call is the same.
import { createGatewayClient, toVector } from "cf-ai-gateway"

const client = createGatewayClient({ apiToken: process.env.CLOUDFLARE_API_TOKEN })

// How much two vectors point the same way: 1 for the same text.
function similarity(a: Float32Array, b: Float32Array): number {
  const dot = (x: Float32Array, y: Float32Array) => x.reduce((sum, value, index) => sum + value * y[index]!, 0)
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b))
}

const answers = ["Where is my parcel", "How to pay by card", "What does shipping cost"]
const question = "where did my parcel go"

// Base64 is a quarter of the bytes and comes as Float32Array, ready for the arithmetic.
const { data, gateway, usage } = await client.embeddings.create({
  model: "openai/text-embedding-3-small",
  input: [question, ...answers],
  encoding_format: "base64",
})
const [asked, ...known] = data.map(({ embedding }) => embedding)
const scores = known.map((vector) => similarity(asked!, vector))
console.log(answers[scores.indexOf(Math.max(...scores))]) //=> Where is my parcel
console.log(gateway.modelSent, usage?.total_tokens) //=> text-embedding-3-small …

// Without it a vector is a list of numbers. `toVector` reads both.
const plain = await client.embeddings.create({ model: "@cf/baai/bge-m3", input: "high tide" })
const [first] = plain.data
console.log(Array.isArray(first!.embedding), toVector(first!.embedding) instanceof Float32Array) //=> true true
