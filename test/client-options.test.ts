import { afterEach, describe, expect, test, vi } from "vitest"
import { createGatewayClient, GatewayRequestError, type GatewayClientOptions } from "../src/index.ts"
import { completion, deferred, hello, identity, rejection } from "./support/server.ts"

interface Sent {
  readonly url: string
  readonly headers: Headers
}

// Answers all the same and notes what was sent.
function notingFetch() {
  const sent: Sent[] = []
  const fetch = async (url: string, init: RequestInit) => {
    sent.push({ url, headers: new Headers(init.headers) })
    return Response.json(completion("Hi"))
  }
  return { sent, fetch }
}

// What a call with these options sends.
async function send(options: GatewayClientOptions, params = hello, call = {}): Promise<Sent> {
  const { sent, fetch } = notingFetch()
  await createGatewayClient({ fetch, ...options }).chat.completions.create(params, call)
  return sent[0]!
}

const configurationError = (options: object): Error => {
  try {
    createGatewayClient(options as GatewayClientOptions)
  } catch (error) {
    return error as Error
  }
  throw new Error("The client was made")
}

const host = "https://gateway.ai.cloudflare.com/v1"
const operation = "compat/chat/completions"

afterEach(() => {
  vi.unstubAllEnvs()
  vi.unstubAllGlobals()
})

describe("the environment", () => {
  test("the client reads CF_ACCOUNT_ID, GATEWAY_NAME and CF_AIG_TOKEN", async () => {
    vi.stubEnv("CF_ACCOUNT_ID", identity.accountId)
    vi.stubEnv("GATEWAY_NAME", "from-env")
    vi.stubEnv("CF_AIG_TOKEN", "env-token")

    const { url, headers } = await send({})

    expect(url).toBe(`${host}/${identity.accountId}/from-env/${operation}`)
    expect(headers.get("cf-aig-authorization")).toBe("Bearer env-token")
  })

  test("Cloudflare's own names stand in where the first are missing", async () => {
    vi.stubEnv("CLOUDFLARE_ACCOUNT_ID", identity.accountId)
    vi.stubEnv("CLOUDFLARE_GATEWAY_ID", "cloudflare-env")

    const { url } = await send({ token: "a-token" })

    expect(url).toBe(`${host}/${identity.accountId}/cloudflare-env/${operation}`)
  })

  test("our names win over Cloudflare's, and options over both", async () => {
    vi.stubEnv("CF_ACCOUNT_ID", "1".repeat(32))
    vi.stubEnv("CLOUDFLARE_ACCOUNT_ID", "2".repeat(32))
    vi.stubEnv("GATEWAY_NAME", "ours")
    vi.stubEnv("CLOUDFLARE_GATEWAY_ID", "theirs")
    vi.stubEnv("CF_AIG_TOKEN", "env-token")

    expect((await send({})).url).toBe(`${host}/${"1".repeat(32)}/ours/${operation}`)
    const { url, headers } = await send(identity)
    expect(url).toBe(`${host}/${identity.accountId}/my-gateway/${operation}`)
    expect(headers.get("cf-aig-authorization")).toBe("Bearer test-token-1")
  })

  test("CF_AIG_BASE_URL stands in place of account and gateway", async () => {
    vi.stubEnv("CF_AIG_BASE_URL", "https://ai.example.com/gw")

    expect((await send({ token: "a-token" })).url).toBe(`https://ai.example.com/gw/${operation}`)
  })

  test("CLOUDFLARE_API_TOKEN is never sent", async () => {
    vi.stubEnv("CLOUDFLARE_API_TOKEN", "management-token")

    const error = await rejection(createGatewayClient({ ...identity, token: undefined }).chat.completions.create(hello))

    expect(error).toMatchObject({ code: "not_configured" })
  })

  test("empty variables and empty options count as unset", async () => {
    vi.stubEnv("CF_ACCOUNT_ID", "")
    vi.stubEnv("CLOUDFLARE_ACCOUNT_ID", identity.accountId)

    const { url } = await send({ accountId: "", gateway: "g", token: "a-token", baseURL: "" })

    expect(url).toBe(`${host}/${identity.accountId}/g/${operation}`)
  })

  test("a malformed variable is refused under its own name, without its value", () => {
    vi.stubEnv("CF_ACCOUNT_ID", "not-an-account")

    const error = configurationError({ gateway: "g", token: "t" })

    expect(error).toBeInstanceOf(TypeError)
    expect(error.message).toContain("CF_ACCOUNT_ID")
    expect(error.message).not.toContain("not-an-account")
  })

  test("no `process` is needed", async () => {
    vi.stubGlobal("process", undefined)
    const client = createGatewayClient({ ...identity, fetch: async () => Response.json(completion("Hi")) })
    const reply = await client.chat.completions.create(hello)
    const error = await rejection(createGatewayClient().chat.completions.create(hello))
    vi.unstubAllGlobals()

    expect(reply.id).toBe("chatcmpl-1")
    expect(error).toMatchObject({ code: "not_configured" })
  })

  test("an environment that may not be read counts as empty", async () => {
    vi.stubGlobal("process", {
      get env() {
        throw new Error("denied")
      },
    })
    const error = await rejection(createGatewayClient().chat.completions.create(hello))
    vi.unstubAllGlobals()

    expect(error).toMatchObject({ code: "not_configured" })
  })
})

describe("what is missing", () => {
  test("a client without anything can be made and rejects its first call, naming the variables", async () => {
    const client = createGatewayClient()

    const error = await rejection(client.chat.completions.create(hello))

    expect(error).toBeInstanceOf(GatewayRequestError)
    expect(error).toMatchObject({ code: "not_configured", origin: "client", retryable: false })
    for (const name of ["accountId", "CF_ACCOUNT_ID", "gateway", "GATEWAY_NAME", "token", "CF_AIG_TOKEN"]) {
      expect(error.message).toContain(name)
    }
    expect(error.issues.map((issue: { path: string[] }) => issue.path[0])).toEqual(["accountId", "gateway", "token"])
  })

  test("only what is missing is named", async () => {
    const error = await rejection(
      createGatewayClient({ ...identity, gateway: undefined }).chat.completions.create(hello),
    )

    expect(error.issues.map((issue: { path: string[] }) => issue.path[0])).toEqual(["gateway"])
  })

  test("a provider key alone will do where no token is given", async () => {
    const { headers } = await send({ ...identity, token: undefined, providerKey: { openai: "sk-own" } })

    expect(headers.get("authorization")).toBe("Bearer sk-own")
    expect(headers.has("cf-aig-authorization")).toBe(false)
  })

  test("a base URL of one's own needs nothing else", async () => {
    const { url, headers } = await send({ baseURL: "http://localhost:8787" })

    expect(url).toBe(`http://localhost:8787/${operation}`)
    expect(headers.has("cf-aig-authorization")).toBe(false)
  })
})

describe("malformed options", () => {
  const token = "cf-token-of-forty-characters-abcdefghijkl"
  const account = identity.accountId

  test.for([
    ["a token in place of the account id", { accountId: token }, "accountId", token],
    ["an unexpanded variable", { accountId: "${CF_ACCOUNT_ID}" }, "accountId", "${CF"],
    ["an unexpanded shell variable", { accountId: "$CF_ACCOUNT_ID" }, "accountId", "$CF"],
    ["a template's placeholder", { accountId: "<CF_ACCOUNT_ID>" }, "accountId", "<CF"],
    ["the word undefined", { accountId: "undefined" }, "accountId", "\0"],
    ["an account id that is too short", { accountId: account.slice(1) }, "accountId", account.slice(1)],
    ["an unexpanded gateway", { gateway: "${GATEWAY_NAME}" }, "gateway", "${GATEWAY"],
    ["a placeholder for the gateway", { gateway: "<GATEWAY_NAME>" }, "gateway", "<GATE"],
    ["a slash in the gateway", { gateway: "one/marked-name" }, "gateway", "marked-name"],
    ["a way up in the gateway", { gateway: "..marked-name" }, "gateway", "marked-name"],
    ["two dots for a gateway", { gateway: ".." }, "gateway", "\0"],
    ["one dot for a gateway", { gateway: "." }, "gateway", "\0"],
    ["an escaped slash in the gateway", { gateway: "a%2Fmarked-name" }, "gateway", "marked-name"],
    ["a query in the gateway", { gateway: "a?marked-name" }, "gateway", "marked-name"],
    ["a line break in the gateway", { gateway: "a\nmarked-name" }, "gateway", "marked-name"],
    ["a gateway of 65 characters", { gateway: "g".repeat(65) }, "gateway", "g".repeat(65)],
    ["a gateway that is a URL", { gateway: "https://marked.example" }, "gateway", "marked"],
    ["a token with its scheme", { token: `Bearer ${token}` }, "token", token],
    ["a token with a line break", { token: `${token}\r\nx-evil: 1` }, "token", token],
    ["a token with a trailing line break", { token: `${token}\n` }, "token", token],
    ["an unexpanded token", { token: "${CF_AIG_TOKEN}" }, "token", "${CF"],
    ["a placeholder for the token", { token: "<CF_AIG_TOKEN>" }, "token", "<CF"],
    ["a token that is not ASCII", { token: "tökenmarked" }, "token", "marked"],
    ["the account id as token", { token: account }, "token", account],
    ["the token as a provider's key", { token, providerKey: { openai: token } }, "providerKey.openai", token],
    [
      "a provider's key with its scheme",
      { providerKey: { openai: "Bearer sk-marked" } },
      "providerKey.openai",
      "marked",
    ],
    ["a provider's key with a line break", { providerKey: { openai: "sk-marked\n" } }, "providerKey.openai", "marked"],
    ["one provider's key for all", { providerKey: "sk-marked" }, "providerKey", "marked"],
    ["another surface", { surface: "marked" }, "surface", "marked"],
    ["a fetch that is none", { fetch: "marked" }, "fetch", "marked"],
    ["a cache key for all prompts", { gateway: { id: "g", cacheKey: "marked" } }, "gateway.cacheKey", "marked"],
    ["an event id for all events", { gateway: { id: "g", eventId: "marked" } }, "gateway.eventId", "marked"],
    ["a cache lifetime below the limit", { gateway: { id: "g", cacheTtl: 59 } }, "gateway.cacheTtl", "\0"],
    ["a timeout of zero", { timeout: 0 }, "timeout", "\0"],
    ["a timeout that is no number", { timeout: Number.NaN }, "timeout", "\0"],
    ["an idle timeout below zero", { idleTimeout: -1 }, "idleTimeout", "\0"],
    ["a total timeout that is text", { totalTimeout: "marked" }, "totalTimeout", "marked"],
    ["retries below zero", { maxRetries: -1 }, "maxRetries", "\0"],
    ["a wait below zero", { maxRetryAfter: -1 }, "maxRetryAfter", "\0"],
    ["a mode of validation there is none of", { validate: "marked" }, "validate", "marked"],
    ["a model in extraBody", { extraBody: { model: "marked" } }, "extraBody", "marked"],
  ] as const)("%s is a TypeError that names the option and keeps the value to itself", ([, options, name, secret]) => {
    const error = configurationError({ ...identity, ...options })

    expect(error).toBeInstanceOf(TypeError)
    expect(error.message).toContain(name)
    expect(`${error.message}${error.stack}`).not.toContain(secret)
  })

  test.for([
    ["acountId", "accountId"],
    ["maxRetrys", "maxRetries"],
    ["baseUrl", "baseURL"],
    ["logFields", undefined],
  ] as const)("the unknown option %s is refused, with the one that was meant", ([given, meant]) => {
    const error = configurationError({ ...identity, [given]: "marked" })

    expect(error).toBeInstanceOf(TypeError)
    expect(error.message).toContain(given)
    if (meant) expect(error.message).toMatch(new RegExp(`did you mean \\W?${meant}`, "i"))
    expect(error.message).not.toContain("marked")
  })

  test("apiKey is called by its name here", () => {
    expect(configurationError({ ...identity, apiKey: "sk-marked" }).message).toMatch(/apiKey.*token/s)
  })

  test("all that is wrong is said at once", () => {
    const { message } = configurationError({ accountId: "short", gateway: "a/b", token: "Bearer x" })

    for (const name of ["accountId", "gateway", "token"]) expect(message).toContain(name)
  })

  test("`undefined` is as if not given, for every option", async () => {
    const { sent, fetch } = notingFetch()
    const call = { timeout: undefined, validate: undefined, headers: undefined, query: undefined, gateway: undefined }
    const both = {
      ...call,
      providerKey: undefined,
      idleTimeout: undefined,
      totalTimeout: undefined,
      maxRetries: undefined,
    }
    const client = createGatewayClient({
      ...both,
      surface: undefined,
      baseURL: undefined,
      hooks: undefined,
      logger: undefined,
      dangerouslyAllowBrowser: undefined,
      ...identity,
      fetch,
    })

    await client.chat.completions.create(hello, { ...both, signal: undefined, extraBody: undefined })

    expect(sent[0]?.url).toBe(`${host}/${identity.accountId}/my-gateway/${operation}`)
  })
})

describe("the token", () => {
  test("`null` sends none", async () => {
    vi.stubEnv("CF_AIG_TOKEN", "env-token")

    expect((await send({ ...identity, token: null })).headers.has("cf-aig-authorization")).toBe(false)
  })

  test("a function is asked at each attempt", async () => {
    vi.spyOn(Math, "random").mockReturnValue(0)
    const tokens = ["first-token", "second-token"]
    const seen: (string | null)[] = []
    const client = createGatewayClient({
      ...identity,
      token: async () => tokens.shift(),
      fetch: async (_, init) => {
        seen.push(new Headers(init.headers).get("cf-aig-authorization"))
        return seen.length < 2 ? Response.json({}, { status: 503 }) : Response.json(completion("Hi"))
      },
    })

    await client.chat.completions.create(hello)

    expect(seen).toEqual(["Bearer first-token", "Bearer second-token"])
  })

  test("a function that throws fails the call before anything is sent, and keeps the cause", async () => {
    const { sent, fetch } = notingFetch()
    const cause = new Error("vault is locked")
    const onAttempt = vi.fn()
    const client = createGatewayClient({
      ...identity,
      fetch,
      hooks: { onAttempt },
      token: () => {
        throw cause
      },
    })

    const error = await rejection(client.chat.completions.create(hello))

    expect(error).toBeInstanceOf(GatewayRequestError)
    expect(error).toMatchObject({ code: "not_configured" })
    expect(error.message).toContain("token")
    expect(error.message).not.toContain("vault")
    expect(error.cause).toMatchObject({ name: "Error", message: cause.message })
    expect(sent).toEqual([])
    expect(onAttempt).not.toHaveBeenCalled()
  })

  test.for([undefined, ""])("a function that gives %o fails the call", async (nothing) => {
    const { sent, fetch } = notingFetch()
    const client = createGatewayClient({ ...identity, fetch, token: () => nothing })

    const error = await rejection(client.chat.completions.create(hello))

    expect(error).toMatchObject({ code: "not_configured" })
    expect(error.message).toContain("token")
    expect(sent).toEqual([])
  })

  test("a function's token with a line break is refused without being quoted", async () => {
    const { sent, fetch } = notingFetch()
    const client = createGatewayClient({ ...identity, fetch, token: () => "marked-token\r\nx-evil: 1" })

    const error = await rejection(client.chat.completions.create(hello))

    expect(error).toMatchObject({ code: "invalid_request" })
    expect(error.message).not.toContain("marked")
    expect(sent).toEqual([])
  })

  test("a function that throws at the second attempt leaves the first in the ledger of the error", async () => {
    const token = vi.fn(() => "test-token-1")
    const client = createGatewayClient({
      ...identity,
      token,
      fetch: async () => {
        token.mockImplementation(() => {
          throw new Error("vault is locked")
        })
        return Response.json({}, { status: 503, headers: { "retry-after-ms": "0" } })
      },
    })

    const error = await rejection(client.chat.completions.create(hello))

    expect(error).toMatchObject({ code: "not_configured" })
    expect(error.gateway.attempts).toEqual([{ status: 503, waitMs: 0, reason: "overloaded" }])
  })

  test("an abort while a token function works rejects with the caller's reason", async () => {
    const { sent, fetch } = notingFetch()
    const controller = new AbortController()
    const asked = deferred<void>()
    const client = createGatewayClient({
      ...identity,
      fetch,
      token: () => {
        asked.resolve()
        return new Promise(() => {})
      },
    })

    const caught = rejection(client.chat.completions.create(hello, { signal: controller.signal }))
    await asked.promise
    controller.abort("enough")

    expect(await caught).toBe("enough")
    expect(sent).toEqual([])
  })
})

const call = (model: string) => ({ ...hello, model })

describe("provider keys", () => {
  test("a record gives each provider its own key and no other", async () => {
    const options = { ...identity, providerKey: { openai: "sk-openai", anthropic: () => "sk-anthropic" } }

    expect((await send(options, call("openai/gpt-5-mini"))).headers.get("authorization")).toBe("Bearer sk-openai")
    expect((await send(options, call("anthropic/claude-haiku-4-5"))).headers.get("authorization")).toBe(
      "Bearer sk-anthropic",
    )
    expect((await send(options, call("groq/llama"))).headers.has("authorization")).toBe(false)
  })

  test("no key means no header, and never a placeholder", async () => {
    expect((await send(identity)).headers.has("authorization")).toBe(false)
  })

  test.for([
    ["google", "google-ai-studio/gemini-2.5-flash"],
    ["google", "google/gemini-2.5-flash"],
    ["google-ai-studio", "google/gemini-2.5-flash"],
    ["xai", "grok/grok-4"],
    ["grok", "xai/grok-4"],
  ])("a key under %s is sent with %s", async ([name, model]) => {
    const { headers } = await send({ ...identity, providerKey: { [name!]: "sk-by-alias" } }, call(model!))

    expect(headers.get("authorization")).toBe("Bearer sk-by-alias")
  })

  test("a function on the call is asked with the provider's slug", async () => {
    const asked: string[] = []
    const providerKey = async (provider: string) => {
      asked.push(provider)
      return `sk-${provider}`
    }

    const { headers } = await send(identity, call("xai/grok-4"), { providerKey })

    expect(asked).toEqual(["grok"])
    expect(headers.get("authorization")).toBe("Bearer sk-grok")
  })

  test("a function on the client may give nothing for a provider", async () => {
    const { headers } = await send({ ...identity, providerKey: () => undefined })

    expect(headers.has("authorization")).toBe(false)
  })

  test("a call's key wins over the client's, and `null` takes it off", async () => {
    const options = { ...identity, providerKey: { openai: "sk-client" } }

    expect((await send(options, hello, { providerKey: "sk-call" })).headers.get("authorization")).toBe("Bearer sk-call")
    expect((await send(options, hello, { providerKey: null })).headers.has("authorization")).toBe(false)
  })

  test("only Workers AI may get the Cloudflare token as its key", async () => {
    const { headers } = await send(
      { ...identity, providerKey: { "workers-ai": identity.token } },
      call("workers-ai/@cf/meta/llama-3.3-70b-instruct-fp8-fast"),
    )
    expect(headers.get("authorization")).toBe("Bearer test-token-1")

    const error = await rejection(send(identity, hello, { providerKey: identity.token }))
    expect(error).toMatchObject({ code: "invalid_request" })
    expect(error.message).toContain("providerKey")
    expect(error.message).not.toContain(identity.token)
  })

  test("a token function's token is found in a header of the caller's, too", async () => {
    const { sent, fetch } = notingFetch()
    const client = createGatewayClient({ ...identity, token: () => "test-token-2", fetch })

    const error = await rejection(
      client.chat.completions.create(hello, { headers: { Authorization: "Bearer test-token-2" } }),
    )

    expect(error).toMatchObject({ code: "invalid_request" })
    expect(error.message).not.toContain("test-token-2")
    expect(sent).toEqual([])
  })

  test.for(["dynamic/support", "cloudflare/auto"])("%s takes no key on the call", async (model) => {
    const { sent, fetch } = notingFetch()
    const client = createGatewayClient({ ...identity, fetch })

    const error = await rejection(client.chat.completions.create(call(model), { providerKey: "sk-call" }))

    expect(error).toBeInstanceOf(GatewayRequestError)
    expect(error).toMatchObject({ code: "unsupported_option" })
    expect(error.message).toContain("providerKey")
    expect(sent).toEqual([])
  })

  test.for(["dynamic/support", "cloudflare/auto"])("%s gets none of the client's keys", async (model) => {
    const asked: string[] = []
    const options = { ...identity, providerKey: (provider: string) => (asked.push(provider), "sk-any") }

    expect((await send(options, call(model))).headers.has("authorization")).toBe(false)
    expect(asked).toEqual([])
  })

  test("a provider whose name every object knows has no key of its own", async () => {
    const { headers } = await send({ ...identity, providerKey: { openai: "sk-openai" } }, call("constructor/model"))

    expect(headers.has("authorization")).toBe(false)
  })

  test("a key function that throws fails the call without its message", async () => {
    const error = await rejection(
      send(identity, hello, {
        providerKey: () => {
          throw new Error("marked vault")
        },
      }),
    )

    expect(error).toMatchObject({ code: "not_configured" })
    expect(error.message).toContain("providerKey")
    expect(error.message).not.toContain("marked")
  })
})

describe("base URLs", () => {
  test.for([
    ["https://ai.example.com", "https://ai.example.com"],
    ["https://ai.example.com/", "https://ai.example.com"],
    ["https://ai.example.com/gw/", "https://ai.example.com/gw"],
    ["https://ai.example.com/gw/compat", "https://ai.example.com/gw"],
    ["https://ai.example.com/gw/compat/", "https://ai.example.com/gw"],
    ["https://ai.example.com/gw/compat/chat/completions", "https://ai.example.com/gw"],
    [`${host}/${identity.accountId}/other/compat`, `${host}/${identity.accountId}/other`],
    ["http://localhost:8787/gw", "http://localhost:8787/gw"],
    ["http://127.0.0.1:8787", "http://127.0.0.1:8787"],
    ["http://[::1]:8787", "http://[::1]:8787"],
    ["http://gateway.localhost", "http://gateway.localhost"],
  ])("%s means %s", async ([baseURL, base]) => {
    expect((await send({ ...identity, baseURL })).url).toBe(`${base}/${operation}`)
  })

  test("a URL object will do", async () => {
    expect((await send({ ...identity, baseURL: new URL("https://ai.example.com/gw") })).url).toBe(
      `https://ai.example.com/gw/${operation}`,
    )
  })

  test.for([
    ["another operation", "https://ai.example.com/marked/embeddings"],
    ["another operation after /compat", "https://ai.example.com/marked/compat/embeddings"],
    ["OpenAI's path", "https://ai.example.com/marked/v1/chat/completions"],
    ["an operation of Google's", "https://ai.example.com/marked/models/gemini:generateContent"],
    ["a provider in the path", `${host}/${identity.accountId}/marked/openai`],
    ["no account in the path", `${host}/marked`],
    ["an unexpanded variable", `${host}/\${CF_ACCOUNT_ID}/marked`],
    ["credentials", "https://user:marked@ai.example.com"],
    ["a user alone", "https://marked@ai.example.com"],
    ["a query", "https://ai.example.com/?key=marked"],
    ["a fragment", "https://ai.example.com/#marked"],
    ["http: beyond this machine", "http://marked.example.com"],
    ["a name that only begins like this machine's", "http://localhost.marked.com"],
    ["a number that only begins like this machine's", "http://127.0.0.1.marked.com"],
    ["another scheme", "ftp://marked.example.com"],
    ["no URL", "marked"],
  ])("%s is a TypeError that names baseURL", ([, baseURL]) => {
    const error = configurationError({ ...identity, baseURL })

    expect(error).toBeInstanceOf(TypeError)
    expect(error.message).toContain("baseURL")
    expect(error.message).not.toContain("marked")
  })
})

describe("gateway names", () => {
  test.for([
    ["default", "default"],
    ["my-gateway_1", "my-gateway_1"],
    ["v1.2", "v1.2"],
    ["My Gateway", "My%20Gateway"],
    ["größe", "gr%C3%B6%C3%9Fe"],
    ["a&b=c;d", "a%26b%3Dc%3Bd"],
    ["a+b@c:d", "a%2Bb%40c%3Ad"],
    ["g".repeat(64), "g".repeat(64)],
  ])("%s stands in the URL as %s", async ([gateway, segment]) => {
    expect((await send({ ...identity, gateway })).url).toBe(`${host}/${identity.accountId}/${segment}/${operation}`)
  })

  test("a gateway may bring options for every call", async () => {
    const { url, headers } = await send({ ...identity, gateway: { id: "with-options", cacheTtl: 120 } })

    expect(url).toBe(`${host}/${identity.accountId}/with-options/${operation}`)
    expect(headers.get("cf-aig-cache-ttl")).toBe("120")
  })

  test("options alone leave the name to the environment", async () => {
    vi.stubEnv("GATEWAY_NAME", "from-env")

    expect((await send({ ...identity, gateway: { zdr: true } })).url).toContain("/from-env/")
  })

  test("a call cannot choose another gateway", async () => {
    const error = await rejection(send(identity, hello, { gateway: { id: "other" } }))

    expect(error).toMatchObject({ code: "invalid_request" })
    expect(error.message).toContain("withOptions")
  })
})

describe("withOptions", () => {
  test("makes a changed copy and leaves the first client as it was", async () => {
    const { sent, fetch } = notingFetch()
    const first = createGatewayClient({
      ...identity,
      fetch,
      gateway: { id: "one", metadata: { team: "a" } },
      headers: { "x-app": "1" },
    })
    const second = first.withOptions({ gateway: { id: "two", metadata: { user: 7 } }, headers: { "x-more": "2" } })

    await first.chat.completions.create(hello)
    await second.chat.completions.create(hello)

    expect(sent.map(({ url }) => url.split("/")[5])).toEqual(["one", "two"])
    expect(sent.map(({ headers }) => headers.get("cf-aig-metadata"))).toEqual(['{"team":"a"}', '{"team":"a","user":7}'])
    expect(sent.map(({ headers }) => headers.get("x-more"))).toEqual([null, "2"])
    expect(sent[1]?.headers.get("x-app")).toBe("1")
  })

  test("keeps the gateway's name when only options change", async () => {
    const { sent, fetch } = notingFetch()
    const client = createGatewayClient({ ...identity, fetch }).withOptions({ gateway: { skipCache: true } })

    await client.chat.completions.create(hello)

    expect(sent[0]?.url).toContain("/my-gateway/")
    expect(sent[0]?.headers.get("cf-aig-skip-cache")).toBe("true")
  })

  test("takes a new name as text and keeps the options", async () => {
    const { sent, fetch } = notingFetch()
    const client = createGatewayClient({ ...identity, fetch, gateway: { id: "one", zdr: true } })

    await client.withOptions({ gateway: "two" }).chat.completions.create(hello)

    expect(sent[0]?.url).toContain("/two/")
    expect(sent[0]?.headers.get("cf-aig-zdr")).toBe("true")
  })

  test("checks the changes like the client's own options", () => {
    const client = createGatewayClient(identity)

    expect(() => client.withOptions({ token: "Bearer x" })).toThrow(TypeError)
  })
})

test("a method taken off the client works by itself", async () => {
  const { create } = createGatewayClient({ ...identity, fetch: notingFetch().fetch }).chat.completions

  expect((await create(hello)).id).toBe("chatcmpl-1")
})

test("the platform's fetch is looked up at each call", async () => {
  const client = createGatewayClient(identity)
  vi.stubGlobal("fetch", async () => Response.json(completion("Intercepted")))

  const reply = await client.chat.completions.create(hello)

  expect(reply.choices[0]?.message.content).toBe("Intercepted")
})

test("options are read, never written to", async () => {
  const options = Object.freeze({
    ...identity,
    gateway: Object.freeze({ id: "g", metadata: Object.freeze({ a: 1 }) }),
    headers: Object.freeze({ "x-a": "1" }),
    fetch: notingFetch().fetch,
  })
  const params = Object.freeze({ ...hello, messages: Object.freeze([...hello.messages]) })
  const call = Object.freeze({ gateway: Object.freeze({ metadata: Object.freeze({ b: 2 }) }) })

  await createGatewayClient(options).chat.completions.create(params, call)
})
