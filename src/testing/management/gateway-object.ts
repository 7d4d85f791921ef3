import type { LocalDlp, LocalGatewaySettings, LocalSpendLimit } from "../local-gateway-options.ts"
import type { AccountState, GatewayState } from "../service/gateway-state.ts"
import type { GatewayObject } from "./gateway-schema.ts"

/**
 * The settings that a gateway object asks for. A PUT is no patch: what it leaves out is as in a new gateway.
 * What the management API has no words for stays as it was: tokens, stored keys, routes, what guardrails and DLP find.
 */
export function toSettings(object: GatewayObject, previous: LocalGatewaySettings): LocalGatewaySettings {
  const { rate_limiting_limit: limit, rate_limiting_interval: interval, retry_max_attempts: maxAttempts } = object
  const isLimited = Boolean(limit && interval)
  return {
    ...previous,
    // Whether authentication is on where nothing is said is not documented: on, as in the dashboard and in the configuration.
    authentication: object.authentication ?? true,
    cacheTtl: object.cache_ttl ?? 0,
    collectLogs: object.collect_logs,
    rateLimit: isLimited
      ? { limit: limit!, interval: interval!, technique: object.rate_limiting_technique ?? "fixed" }
      : undefined,
    retries:
      maxAttempts == null
        ? undefined
        : {
            maxAttempts,
            ...(object.retry_delay != null && { retryDelayMs: object.retry_delay }),
            ...(object.retry_backoff != null && { backoff: object.retry_backoff }),
          },
    zdr: object.zdr ?? false,
    byokOnly: object.byok_only ?? false,
    guardrails:
      object.guardrails || previous.guardrails
        ? {
            ...previous.guardrails,
            prompt: object.guardrails?.prompt ?? undefined,
            response: object.guardrails?.response ?? undefined,
          }
        : undefined,
    dlp: toDlp(object.dlp, previous.dlp),
    spendLimits: object.spend_limits?.enabled ? object.spend_limits.rules.map(toSpendLimit) : undefined,
  }
}

function toSpendLimit(rule: NonNullable<GatewayObject["spend_limits"]>["rules"][number]): LocalSpendLimit {
  const { id, enabled, limit, window, technique, model, provider, metadata } = rule
  return { id, enabled, limit, window, technique, model, provider, metadata }
}

function toDlp(dlp: GatewayObject["dlp"], previous: LocalDlp | undefined): LocalDlp | undefined {
  const profiles = previous?.profiles && { profiles: previous.profiles }
  if (!dlp?.enabled) return profiles && { ...profiles, policies: [] }
  if ("policies" in dlp) return { ...profiles, policies: dlp.policies }
  // The older form has no name and looks both ways.
  const policy = { id: "default", action: dlp.action, check: ["REQUEST", "RESPONSE"], profiles: dlp.profiles } as const
  return { ...profiles, policies: [policy] }
}

/** The gateway as the management API spells it. `sent`: what was last sent, for what settings have no place for. */
export function toGatewayObject(account: AccountState, gateway: GatewayState, sent?: GatewayObject): object {
  const { id, settings } = gateway
  const { rateLimit, retries, guardrails, dlp, spendLimits } = settings
  return {
    id,
    account_tag: account.id,
    cache_invalidate_on_update: sent?.cache_invalidate_on_update ?? false,
    cache_ttl: settings.cacheTtl ?? 0,
    collect_logs: settings.collectLogs ?? true,
    rate_limiting_interval: rateLimit?.interval ?? 0,
    rate_limiting_limit: rateLimit?.limit ?? 0,
    rate_limiting_technique: rateLimit?.technique ?? sent?.rate_limiting_technique ?? "fixed",
    authentication: settings.authentication ?? true,
    byok_only: settings.byokOnly ?? false,
    dlp: dlp?.policies.length
      ? { enabled: true, policies: dlp.policies.map((policy) => ({ enabled: true, ...policy })) }
      : (sent?.dlp ?? { enabled: false, policies: [] }),
    guardrails:
      guardrails?.prompt || guardrails?.response
        ? { prompt: guardrails.prompt ?? {}, response: guardrails.response ?? {} }
        : null,
    log_classification: sent?.log_classification ?? null,
    log_management: sent?.log_management ?? null,
    log_management_strategy: sent?.log_management_strategy ?? null,
    logpush: sent?.logpush ?? false,
    logpush_public_key: sent?.logpush_public_key ?? null,
    otel: sent?.otel?.map(withoutSecrets) ?? null,
    retry_max_attempts: retries?.maxAttempts ?? null,
    retry_delay: retries?.retryDelayMs ?? null,
    retry_backoff: retries?.backoff ?? null,
    spend_limits: spendLimits
      ? { enabled: true, rules: spendLimits.map((rule) => ({ ...rule, limitType: "cost" })) }
      : (sent?.spend_limits ?? { enabled: false, rules: [] }),
    store_id: sent?.store_id ?? null,
    // Stripe's object holds a key: it is taken and not told.
    stripe: null,
    wholesale: settings.unifiedBilling ?? account.credits > 0,
    workers_ai_billing_mode: sent?.workers_ai_billing_mode ?? "postpaid",
    zdr: settings.zdr ?? false,
    is_default: id === "default",
    created_at: new Date(gateway.createdAt).toISOString(),
    modified_at: new Date(gateway.modifiedAt).toISOString(),
  }
}

function withoutSecrets({ url, content_type }: Record<string, unknown>): object {
  return { url, ...(content_type !== undefined && { content_type }) }
}
