// Three ways to stop. Each closes the socket, so that nobody goes on writing, and leaves what had come in `snapshot()`.
import { createGatewayClient, toText } from "cf-ai-gateway"

const client = createGatewayClient()
const params = {
  model: "workers-ai/@cf/meta/llama-3.3-70b-instruct-fp8-fast",
  messages: [{ role: "user", content: "one two three four five" }],
  stream: true,
} as const

// 1. Leave the loop.
const first = await client.chat.completions.create(params)
for await (const text of first.textStream) {
  if (text.includes("two")) break
}
console.log(toText(first.snapshot())) //=> one two

// 2. A stop button: the loop ends quietly, and `final()` rejects, since there is no whole answer.
const second = await client.chat.completions.create(params)
for await (const text of second.textStream) {
  if (text.includes("three")) second.abort(new Error("Stop was pressed"))
}
console.log(toText(second.snapshot())) //=> one two three
console.log(await second.final().catch((error: Error) => error.message)) //=> Stop was pressed

// 3. A signal, which may end the call in any phase: it rejects, and the loop throws, with the signal's own reason.
const controller = new AbortController()
const third = await client.chat.completions.create(params, { signal: controller.signal })
try {
  for await (const text of third.textStream) {
    if (text.includes("four")) controller.abort("The visitor left")
  }
} catch (reason) {
  console.log(reason) //=> The visitor left
}
console.log(toText(third.snapshot())) //=> one two three four
