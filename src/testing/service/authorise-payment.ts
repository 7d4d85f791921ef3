import { errorReplies, errorRows, type ErrorReply } from "../error-replies.ts"
import type { LocalCredential } from "../local-reply.ts"
import { billedByCloudflare, resolveCredential } from "../rules/credential.ts"
import { toProvider } from "../to-provider.ts"
import { isOfApi } from "./is-of-api.ts"
import type { ProviderCall } from "./provider-call.ts"
import { withMessage } from "./refuse.ts"

/** Whose credential pays, and the key it comes down to; or why none does. */
export type Payment =
  | { readonly credential: LocalCredential; readonly key: string | undefined }
  | { readonly refusal: ErrorReply }

/** Request key, stored key, Unified Billing, in this order (reference E). */
export function authorisePayment(call: ProviderCall): Payment {
  const { account, gateway, options, provider, providerKey, surface } = call
  const settings = gateway?.settings ?? {}
  // Stored keys and Unified Billing ask for a gateway that asks for a token (reference E).
  const isOpen = settings.authentication === false
  const stored = settings.byok === undefined ? "any" : isOpen ? undefined : storedKeys(settings.byok, provider)
  // Workers AI is on the account's own bill.
  const isPostpaid = provider === "workers-ai"
  const resolved = resolveCredential({
    requestKey: providerKey,
    stored,
    alias: options.byokAlias ?? "default",
    // Only provider-native requests look at it.
    aliasHonoured: surface === "native",
    unifiedBilling: !isOpen && (isPostpaid || (settings.unifiedBilling ?? account.credits > 0)),
    credits: isPostpaid ? Infinity : account.credits,
    canBill: billedByCloudflare(provider, isOfApi(surface) ? "rest" : "gateway"),
    byokOnly: settings.byokOnly ?? false,
    noWholesale: options.noWholesale ?? false,
  })
  if ("credential" in resolved) return { credential: resolved.credential, key: resolved.key }
  if (resolved.refusal === "credential_missing" && settings.byokOnly) return { refusal: errorRows["byok-only"] }
  const reply = errorReplies[resolved.refusal]!
  if (resolved.refusal !== "byok_alias_unknown") return { refusal: reply }
  const aliases = (resolved.aliases ?? []).join(", ")
  const message = `Provider ${provider} has no BYOK credential named '${options.byokAlias}'. Configured aliases: ${aliases}`
  return { refusal: withMessage(reply, message) }
}

function storedKeys(
  byok: { readonly [provider: string]: { readonly [alias: string]: string } | undefined },
  provider: string,
) {
  return Object.entries(byok).find(([name]) => toProvider(name) === provider)?.[1]
}
