import { expectTypeOf, test } from "vitest"
import { createGatewayClient, doctor, type ChatClient, type DoctorStep, type GatewayClient } from "../../src/index.ts"
import {
  createLocalGateway,
  type LocalFault,
  type LocalGatewayOptions,
  type LocalModel,
  type LocalRequest,
  type RouteElement,
} from "../../src/testing/index.ts"
import { listen } from "../../src/testing/node.ts"

const local = createLocalGateway()

test("a client takes the options of a local gateway as they are, in process and on a port", async () => {
  expectTypeOf(createGatewayClient).toBeCallableWith(local.options)
  const listening = await listen(local)
  expectTypeOf(createGatewayClient).toBeCallableWith(listening.options)
  expectTypeOf(local.fetch).toExtend<typeof fetch>()
})

test("options may be undefined, and environment variables go in as they are", () => {
  expectTypeOf<{ token: string | undefined; gateway: undefined; latency: undefined }>().toExtend<LocalGatewayOptions>()
  expectTypeOf<{ clock: "slow" }>().not.toExtend<LocalGatewayOptions>()
  expectTypeOf<{ gateways: { g: { rateLimit: { limit: 1 } } } }>().not.toExtend<LocalGatewayOptions>()
})

test("a gateway's JSON, as the dashboard's words spell it, is its settings", () => {
  const start: RouteElement = { id: "start", type: "start", outputs: { next: { elementId: "end" } } }
  expectTypeOf(createLocalGateway).toBeCallableWith({
    gateways: {
      mine: {
        rateLimit: { limit: 10, interval: 60, technique: "sliding" },
        spendLimits: [{ limit: 1, window: 60, metadata: { team: { mode: "partition" } } }],
        guardrails: { prompt: { S1: "BLOCK" } },
        byok: { anthropic: { default: "sk" } },
        routes: { support: [start, { id: "end", type: "end", outputs: {} }] },
        customProviders: { mine: { baseURL: "https://example.com" }, fixed: "Always this" },
      },
    },
  })
})

test("a model is a text, its parts, a response, a function of the request, a kind, or a server", () => {
  expectTypeOf<"Hello">().toExtend<LocalModel>()
  expectTypeOf<{ text: string; reasoning: string }>().toExtend<LocalModel>()
  expectTypeOf<Response>().toExtend<LocalModel>()
  expectTypeOf<{ use: "echo" }>().toExtend<LocalModel>()
  expectTypeOf<{ upstream: string }>().toExtend<LocalModel>()
  expectTypeOf<(request: LocalRequest) => Promise<string>>().toExtend<LocalModel>()
  expectTypeOf<{ use: "chat" }>().not.toExtend<LocalModel>()
  expectTypeOf<number>().not.toExtend<LocalModel>()
})

test("faults are named: codes, rows and the wire's own; a slip is an error in the editor", () => {
  expectTypeOf<"rate_limited" | "stall" | "html-502" | "2045" | "7003-model">().toExtend<LocalFault>()
  expectTypeOf<"stal">().not.toExtend<LocalFault>()
  expectTypeOf(local.fault).parameter(0).toEqualTypeOf<LocalFault>()
})

test("a request tells whom it went to, typed", () => {
  const [request] = local.requests
  expectTypeOf(request).toEqualTypeOf<LocalRequest | undefined>()
  expectTypeOf<LocalRequest["credential"]>().toExtend<
    { source: "request" | "stored" | "unified"; alias?: string | undefined } | undefined
  >()
})

test("doctor takes any client, and gives steps", () => {
  expectTypeOf(doctor).parameter(0).toEqualTypeOf<ChatClient>()
  expectTypeOf<GatewayClient>().toExtend<ChatClient>()
  expectTypeOf(doctor).returns.resolves.toEqualTypeOf<DoctorStep[]>()
  expectTypeOf<DoctorStep>().toExtend<{
    readonly name: string
    readonly ok: boolean
    readonly fix?: string | undefined
  }>()
})
