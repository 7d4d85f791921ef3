import { ask, keyFor, refuse } from "../call/prepare-call.ts"
import { findProvider } from "../gateway/find-provider.ts"
import { holds } from "../gateway/holds.ts"
import { tokenAsKey } from "../gateway/identity.ts"
import { isHeader } from "../gateway/is-header.ts"
import { isSecretName, partsOf } from "../gateway/is-secret-name.ts"
import { providers, type Provider } from "../gateway/providers.ts"
import type { ProviderKeys } from "../gateway/request-options.ts"
import { resolveModel, type ResolvedModel } from "../gateway/resolve-model.ts"
import { isName } from "../schemas/maybe.ts"
import type { UniversalStep } from "../schemas/universal-steps.ts"

/** What goes into a step besides what its caller wrote. */
export interface StepCredentials {
  readonly keys: ProviderKeys | null | undefined
  /** Cloudflare's, as far as they are known, which must not reach a provider. */
  readonly tokens: readonly unknown[]
  /** Notes what must not be quoted. */
  readonly keepSecret: (secret: string) => void
  readonly secrets: () => Iterable<string>
}

/** A step, and whom it asks: the name in URLs, whose key it takes, and the headers it needs. */
export interface ResolvedStep {
  readonly step: UniversalStep
  readonly provider: Provider
}

/** Finds out whom a step asks, and spells a model for compat. Throws where nobody goes by that name, unless models are not checked. */
export function resolveStep(step: UniversalStep, index: number, isChecked: boolean): ResolvedStep {
  const { provider, query, headers } = step
  const broken = Object.entries(headers ?? {}).filter(([name, value]) => !isHeader(name, value ?? ""))
  refuse(
    "invalid_request",
    broken.map(([name]) => ({
      path: ["steps", index, "headers", name],
      message: "holds a character that no header may",
    })),
  )
  const plain = { slug: provider, keyHeader: "authorization", keyScheme: "Bearer " } as const
  const miss = (message: string, ...path: string[]) =>
    refuse("invalid_model", isChecked ? [{ path: ["steps", index, ...path], message }] : [])
  if (provider === "compat") {
    const { model } = query
    const resolved = isName(model) ? resolveModel(String(model)) : { problem: "is missing, or no text" }
    if ("problem" in resolved) miss(resolved.problem, "query", "model")
    const { sent = model, provider: prefix = "" } = resolved as Partial<ResolvedModel>
    // Compat takes every key in the same header.
    return { step: isChecked ? { ...step, query: { ...query, model: sent } } : step, provider: { ...plain, prefix } }
  }
  const found = providers.find(({ slug }) => slug === provider) ?? findProvider(provider)
  if (!("problem" in found)) return { step, provider: found }
  miss(found.problem, "provider")
  return { step, provider: plain }
}

/** A step as JSON, with the headers its provider asks for, and a key of the client's where there is one and the step has none. */
export async function toWireStep(
  { step, provider }: ResolvedStep,
  index: number,
  { keys, tokens, keepSecret, secrets }: StepCredentials,
): Promise<string> {
  const { slug, prefix = slug, keyHeader, keyScheme, headers: demanded } = provider
  const own = Object.entries(step.headers ?? {}).filter(([, value]) => value !== undefined)
  const isOwn = (name: string) => own.some(([given]) => given.toLowerCase() === name)
  const key = isOwn(keyHeader) ? undefined : await ask(["providerKey", prefix], keyFor(prefix, keys), secrets)
  const added = { "content-type": "application/json", ...demanded, ...(key && { [keyHeader]: keyScheme + key }) }
  const headers = Object.fromEntries(
    [...Object.entries(added).filter(([name]) => !isOwn(name)), ...own].filter(([, value]) => value !== null),
  ) as Record<string, string>
  const check = (text: string, ...path: string[]): void => {
    if (prefix !== "workers-ai" && tokens.some((token) => holds(text, token)))
      refuse("invalid_request", [{ path: ["steps", index, ...path], message: tokenAsKey }])
  }
  for (const [name, value] of Object.entries(headers)) {
    if (isSecretName(name)) partsOf(value).forEach(keepSecret)
    check(value, "headers", name)
  }
  check(String(step.endpoint), "endpoint")
  const text = JSON.stringify({ ...step, provider: slug, headers })
  // What is left.
  check(text, "query")
  return text
}
