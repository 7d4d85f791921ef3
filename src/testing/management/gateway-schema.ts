import * as z from "zod/mini"

// zod/mini has no words of its own; these reach the caller.
const boolean = z.boolean("must be true or false")
const text = z.string("must be a text")
const count = z.number("must be a number").check(z.gte(0, "must be 0 or more"))
const words = <const T extends readonly string[]>(...known: T) => z.enum(known, `must be ${known.join(" or ")}`)
const list = <T extends z.ZodMiniType>(type: T) => z.array(type, "must be a list")
const shape = <T extends z.core.$ZodLooseShape>(fields: T) => z.object(fields, "must be an object")
const record = <T extends z.ZodMiniType>(type: T) => z.record(z.string(), type, "must be an object")
// Absent and `null` both say nothing.
const optional = <T extends z.ZodMiniType>(type: T) => z.optional(z.nullable(type))

const action = words("FLAG", "BLOCK")
const filter = shape({ mode: words("filter"), values: list(text) })
const metadataFilter = z.union(
  [
    z.object({ mode: z.literal("partition") }),
    z.object({ mode: z.literal("filter"), values: z.array(z.union([z.string(), z.number(), z.boolean()])) }),
  ],
  `must be { mode: "partition" } or { mode: "filter", values }`,
)
const dlpPolicy = shape({
  id: text,
  enabled: boolean,
  action,
  check: list(words("REQUEST", "RESPONSE")),
  profiles: list(text),
})
const spendRule = shape({
  id: z.optional(text),
  enabled: z.optional(boolean),
  limit: count,
  limitType: words("cost"),
  window: count,
  technique: z.optional(words("fixed", "sliding")),
  model: z.optional(filter),
  provider: z.optional(filter),
  metadata: z.optional(record(metadataFilter)),
})

const gatewayFields = {
  // Reference A10: required on create and on every PUT.
  cache_invalidate_on_update: boolean,
  cache_ttl: z.nullable(count),
  collect_logs: boolean,
  rate_limiting_interval: z.nullable(count),
  rate_limiting_limit: z.nullable(count),
  authentication: optional(boolean),
  byok_only: optional(boolean),
  dlp: optional(
    z.union(
      [
        shape({ enabled: boolean, policies: list(dlpPolicy) }),
        shape({ enabled: boolean, action, profiles: list(text) }),
      ],
      "must be { enabled, policies: [{ id, enabled, action, check, profiles }] } or { enabled, action, profiles }",
    ),
  ),
  guardrails: optional(shape({ prompt: optional(record(action)), response: optional(record(action)) })),
  log_classification: z.optional(z.unknown()),
  log_management: optional(count),
  log_management_strategy: optional(words("STOP_INSERTING", "DELETE_OLDEST")),
  logpush: optional(boolean),
  logpush_public_key: optional(text),
  otel: optional(list(z.looseObject({ url: text }, "must be an object"))),
  rate_limiting_technique: optional(words("fixed", "sliding")),
  retry_backoff: optional(words("constant", "linear", "exponential")),
  // Up to 60 s; older pages say 5 (reference J6).
  retry_delay: optional(count.check(z.lte(60_000, "must be 60000 or less"))),
  retry_max_attempts: optional(
    z.int("must be a whole number").check(z.gte(1, "must be 1 to 5"), z.lte(5, "must be 1 to 5")),
  ),
  // Reference B, limits: 20 rules a gateway.
  spend_limits: optional(
    shape({ enabled: boolean, rules: list(spendRule).check(z.maxLength(20, "must be 20 rules or fewer")) }),
  ),
  store_id: optional(text),
  stripe: z.optional(z.unknown()),
  workers_ai_billing_mode: optional(words("postpaid", "unified")),
  zdr: optional(boolean),
}

/** The body of a PUT: all that is required, every time. */
export const gatewaySchema = shape(gatewayFields)

// What ids may be made of besides 1 to 64 characters is not documented; these stand in URLs as they are.
const id = text.check(z.regex(/^[^\s/?#%]{1,64}$/, "must be 1 to 64 characters that a URL can hold"))

/** The body of a POST. */
export const newGatewaySchema = shape({ ...gatewayFields, id })

export type GatewayObject = z.infer<typeof gatewaySchema>
