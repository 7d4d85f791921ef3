import { expect, test } from "vitest"
import { enterDoor } from "../../src/provider/enter-door.ts"
import { root, spied } from "./client-of.ts"

const door = `${root}/openai`

test.for([
  [`${door}`, ""],
  [`${door}/`, "/"],
  [`${door}?x=1`, ""],
  [`${door}/chat/completions`, "/chat/completions"],
  [`${door}/v1/chat/completions?a=b#top`, "/v1/chat/completions"],
  [`${door}/model/arn%3Aaws%3Abedrock%2Fmodel-v2%3A0/invoke`, "/model/arn%3Aaws%3Abedrock%2Fmodel-v2%3A0/invoke"],
  [`${door}/a/../b`, "/b"],
  [`${door}/v1.5/a..b/.well-known/...`, "/v1.5/a..b/.well-known/..."],
  [`${door}/100%25/a;b=c/%E2%82%AC`, "/100%25/a;b=c/%E2%82%AC"],
] as const)("%s is behind the door, at %j", ([url, path]) => {
  expect(enterDoor(door, url).path).toBe(path)
})

test.for([
  "https://api.openai.com/v1/chat/completions",
  "https://gateway.ai.cloudflare.com.evil.example/v1/0123456789abcdef0123456789abcdef/my-gateway/openai/x",
  "http://gateway.ai.cloudflare.com/v1/0123456789abcdef0123456789abcdef/my-gateway/openai/x",
  "https://gateway.ai.cloudflare.com:8443/v1/0123456789abcdef0123456789abcdef/my-gateway/openai/x",
  `${root}/anthropic/v1/messages`,
  `${root}/openai-evil/x`,
  `${root}//openai/x`,
  `${door}/../anthropic/v1/messages`,
  `${door}/%2e%2e/anthropic/v1/messages`,
  `${door}/.%2E/anthropic`,
  `${door}/..%2fanthropic`,
  `${door}/..%5canthropic`,
  `${door}/%2e%2e%2fanthropic`,
  `${door}/%252e%252e%252fanthropic`,
  `${door}/%zz/..%2f..%2fanthropic`,
  `${door}\\..\\anthropic`,
  `${door}/a%2f..`,
  `${door}//evil.example/x`,
  `${door}/a/%2f/evil.example`,
  `${door}/..;/anthropic`,
  `${door}/..;a=b/anthropic`,
  `${door}/..%3b/anthropic`,
  `${door}/..%00/anthropic`,
  `${door}/..%20/anthropic`,
  `${door}/..%09/anthropic`,
  `${door}/%2525252e%2525252e/anthropic`,
  `${door}/%25252525252e`,
  "/openai/chat/completions",
  "/chat/completions",
  "chat/completions",
  "",
])("%s is outside and refused", (url) => {
  expect(() => enterDoor(door, url)).toThrow(
    `\`url\` must be below ${door}, without .. and //: write \`\${baseURL}/…\``,
  )
})

test("what is refused is not sent", async () => {
  const { provider, sent } = spied()
  const { fetch } = provider("openai")
  for (const input of [`${root}/anthropic/v1/messages`, new URL("https://api.openai.com/v1/models")])
    await expect(fetch(input)).rejects.toMatchObject({ code: "invalid_request", name: "GatewayRequestError" })
  await expect(fetch(new Request("https://api.openai.com/v1/models"))).rejects.toMatchObject({
    code: "invalid_request",
  })
  expect(sent).toEqual([])
})

test("user name, password and fragment of a URL go nowhere", async () => {
  const { provider, sent } = spied()
  await provider("openai").fetch(`${door}/models#part`)
  await provider("openai").fetch(`${door.replace("https://", "https://user:pass@")}/models?a=b`)
  expect(sent.map(({ url }) => url)).toEqual([`${door}/models`, `${door}/models?a=b`])
})

test.each([
  ["https://relay.example//elsewhere.example/x", "https://relay.example//elsewhere.example/x/openai/models?a=b"],
  ["https://relay.example/a//b", "https://relay.example/a//b/openai/models?a=b"],
])("the base %s leads to its own host, slashes and all", async (baseURL, url) => {
  const { provider, sent } = spied({ baseURL })
  await provider("openai").fetch(`${provider("openai").baseURL}/models?a=b`)
  expect(sent.map((request) => request.url)).toEqual([url])
})

test("a path of many disguises is judged in no time", () => {
  const began = performance.now()
  expect(() => enterDoor(door, `${door}/%${"25".repeat(200_000)}2e`)).toThrow("without ..")
  expect(performance.now() - began).toBeLessThan(1000)
})
