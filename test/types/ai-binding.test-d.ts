import type { Ai, AiGateway } from "@cloudflare/workers-types"
import { expectTypeOf, test } from "vitest"
import type { AiBinding, AiGatewayBinding } from "../../src/gateway/ai-binding.ts"
import {
  createLocalGateway,
  type LocalBinding,
  type LocalBindingLog,
  type LocalCatalogueModel,
  type LocalGatewayBinding,
} from "../../src/testing/index.ts"

const local = createLocalGateway()
const inputs = { prompt: "Hello" }

test("what the package needs of a binding is what Cloudflare's has, and what ours has", () => {
  expectTypeOf<Ai>().toExtend<AiBinding>()
  expectTypeOf<AiGateway>().toExtend<AiGatewayBinding>()
  expectTypeOf<LocalBinding>().toExtend<AiBinding>()
  expectTypeOf<LocalGatewayBinding>().toExtend<AiGatewayBinding>()
})

test("ours is no whole `Ai`, and says so", () => {
  expectTypeOf<LocalBinding>().not.toExtend<Ai>()
  // @ts-expect-error it lacks what has nothing to do with models and gateways
  const env: { readonly AI: Ai } = { AI: local.binding }
  expectTypeOf(env).toBeObject()
})

test("Workers types stay out of the project: nothing global is theirs", () => {
  // @ts-expect-error no such global
  expectTypeOf<ExportedHandler>().toBeNever()
})

test("what a run gives follows from what it is asked for", () => {
  const { binding } = local
  expectTypeOf(binding.run("@cf/a/b", inputs)).resolves.toEqualTypeOf<Record<string, unknown>>()
  expectTypeOf(binding.run("@cf/a/b", { ...inputs, stream: true })).resolves.toEqualTypeOf<ReadableStream<Uint8Array>>()
  expectTypeOf(binding.run("@cf/a/b", inputs, { returnRawResponse: true })).resolves.toEqualTypeOf<Response>()
  expectTypeOf(binding.run).toBeCallableWith("@cf/a/b", inputs, { gateway: { id: "local", cacheTtl: 60 } })
  // @ts-expect-error a gateway has an id
  void binding.run("@cf/a/b", inputs, { gateway: { cacheTtl: 60 } })
  // @ts-expect-error not an option of the binding: a header
  void binding.run("@cf/a/b", inputs, { gateway: { id: "local", byokAlias: "production" } })
  expectTypeOf(binding.aiGatewayLogId).toEqualTypeOf<string | null>()
  expectTypeOf(binding.models()).resolves.toEqualTypeOf<LocalCatalogueModel[]>()
})

test("a gateway of it runs one step or several, and tells logs and addresses", () => {
  const gateway = local.binding.gateway("local")
  const step = { provider: "compat", endpoint: "chat/completions", headers: {}, query: {} }
  expectTypeOf(gateway.run).toBeCallableWith(step)
  expectTypeOf(gateway.run).toBeCallableWith([step, step] as const, { signal: new AbortController().signal })
  expectTypeOf(gateway.run(step)).resolves.toEqualTypeOf<Response>()
  expectTypeOf(gateway.getLog("1")).resolves.toEqualTypeOf<LocalBindingLog>()
  expectTypeOf<LocalBindingLog["created_at"]>().toEqualTypeOf<Date>()
  expectTypeOf(gateway.patchLog).toBeCallableWith("1", { feedback: -1 })
  expectTypeOf(gateway.getUrl()).resolves.toEqualTypeOf<string>()
})
