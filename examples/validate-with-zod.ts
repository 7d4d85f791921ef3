// Two checks: that an answer is the JSON you asked for, and that a request from outside is one at all.
import * as z from "zod"
import { createGatewayClient, isGatewayError, toText } from "cf-ai-gateway"
import { chatCompletionParamsSchema } from "cf-ai-gateway/schemas"

const client = createGatewayClient()
const Ticket = z.object({ title: z.string(), priority: z.enum(["low", "high"]) })

async function readTicket(mail: string) {
  const completion = await client.chat.completions.create({
    model: "openai/gpt-5-mini",
    messages: [
      { role: "system", content: "Make a ticket of this mail" },
      { role: "user", content: mail },
    ],
    response_format: {
      type: "json_schema",
      json_schema: { name: "ticket", schema: z.toJSONSchema(Ticket), strict: true },
    },
  })
  return Ticket.safeParse(JSON.parse(toText(completion)))
}

const good = await readTicket("My parcel is lost, I need it tomorrow!")
console.log(good.data) //=> { title: 'Lost parcel', priority: 'high' }

// Models err: the schema says where.
const bad = await readTicket("Thanks for all")
console.log(bad.error?.issues[0]?.path) //=> [ 'priority' ]

// What a page sends to your endpoint. The schema lets through whatever some provider takes.
const { success } = chatCompletionParamsSchema.safeParse({ model: "openai/gpt-5-mini", messages: "Hello" })
console.log(success) //=> false

// The same check runs before each call: what no provider could take is not sent.
try {
  const temperature = "warm" as unknown as number
  await client.chat.completions.create({ model: "openai/gpt-5-mini", messages: [], temperature })
} catch (error) {
  if (!isGatewayError(error, "invalid_request")) throw error
  console.log(error.issues[0]?.path) //=> [ 'temperature' ]
}

// Replies are checked too. One that is no completion is kept on the error: it was paid for.
try {
  await client.chat.completions.create({ model: "openai/gpt-5-mini", messages: [{ role: "user", content: "Hello" }] })
} catch (error) {
  if (!isGatewayError(error, "invalid_response")) throw error
  console.log(error.issues[0]?.path, error.body) //=> [ 'choices' ] { response: 'Hello yourself' }
}
