import { isGatewayError, type AnyGatewayError, type GatewayRequestError } from "../errors.ts"
import type { GatewayErrorCode } from "./error-codes.ts"
import { readEnvironment } from "./read-environment.ts"
import { readErrorBody } from "./read-error-body.ts"
import { describeIssues } from "../schemas/issue.ts"

/** What a doctor looks at, in this order. */
export type DoctorStepName =
  | "configuration"
  | "host"
  | "gateway"
  | "authentication"
  | "token"
  | "credential"
  | "model"
  | "stream"
  | "cache"

/** What is known of the call that failed. */
export interface CallFacts {
  readonly url: string
  readonly model: string
  /** What the client itself has against the model string. */
  readonly modelProblem?: string | undefined
  readonly hasToken: boolean
  /** Whether a provider's key went along. */
  readonly hasKey: boolean
  /** Whether the client's own options rule out Unified Billing. */
  readonly forbidsBilling: boolean
  /** Whether the gateway was found to let in anybody. */
  readonly isOpen?: boolean | undefined
  /** Whether what answers was found to be a gateway. */
  readonly isGateway?: boolean | undefined
}

/** Which check a failure fails, and what to do. */
export interface Diagnosis {
  readonly step: DoctorStepName
  readonly fix: string
  readonly detail?: string | undefined
}

type Fix = (error: AnyGatewayError, facts: CallFacts) => string

// What is not here fails the step `model`, with the error's own hint.
const rows: { readonly [code in GatewayErrorCode]?: readonly [step: DoctorStepName, fix?: Fix] } = {
  not_configured: ["configuration", configurationFix],
  invalid_request: ["configuration", configurationFix],
  unsupported_option: ["configuration", configurationFix],
  connection_failed: [
    "host",
    (_, { url }) => `Check the network, and that ${hostOf(url)} is right: it is \`baseURL\` (CF_AIG_BASE_URL)`,
  ],
  timeout: [
    "host",
    (_, { url }) => `Check the network, any proxy and that the model is up: ${hostOf(url)} did not answer in time`,
  ],
  redirected: ["host"],
  gateway_not_found: ["gateway", gatewayFix],
  not_found: [
    "gateway",
    (_, { url }) =>
      nameOf(url)
        ? `Check ${whereNamed(url)}: there is no${nameOf(url)} here`
        : "Check `baseURL` (CF_AIG_BASE_URL): it must end in /v1/{account}/{gateway}, unless it is a domain of the gateway's own",
  ],
  unauthorized: ["token", tokenFix],
  credential_missing: ["credential", credentialFix],
  byok_required: ["credential", byokFix],
  byok_alias_unknown: ["credential"],
  insufficient_credits: ["credential", creditFix],
  insufficient_quota: ["credential"],
  payment_required: ["credential"],
  provider_unauthorized: ["credential", providerKeyFix],
  forbidden: ["credential"],
  rate_limited: ["model", rateLimitFix],
  stream_truncated: ["stream", streamFix],
  stream_interrupted: ["stream", streamFix],
}

/** Tells from a failed call which check fails, and the fix. Never quotes a credential. */
export function diagnose(error: unknown, facts: CallFacts): Diagnosis {
  // Not its message: who knows what a client of another make quotes.
  if (!isGatewayError(error))
    return { step: "configuration", fix: `Mend the client, which threw a ${(error as Error)?.name}` }
  const foreign = foreignAnswer(error)
  if (foreign)
    return {
      step: "host",
      fix: `Check \`baseURL\` (CF_AIG_BASE_URL) and what stands before the gateway, such as a proxy or Cloudflare Access: ${hostOf(facts.url)} answers with ${foreign}`,
      detail: error.message,
    }
  if (!facts.isGateway && isUnmarkedAnswer(error)) return noGateway(facts)
  if (isRefusedToken(error, facts)) return { step: "token", fix: tokenFix(error, facts), detail: error.message }
  const [step, fix] = rows[error.code] ?? ["model" as const]
  const absent = absentTarget(error, facts)
  if (absent) return { step: "model", fix: absent, detail: error.message }
  if (step === "model" && facts.modelProblem)
    return { step, fix: `\`model\` ${facts.modelProblem}`, detail: error.message }
  // A provider's own 404 says nothing of the gateway.
  if (error.code === "not_found" && error.origin !== "gateway")
    return { step: "model", fix: "Check `model`: the provider finds nothing there", detail: error.message }
  return {
    step,
    fix: fix?.(error, facts) ?? error.hint,
    // Providers quote the key they refuse, and of a stored one the client knows nothing that it could mask.
    detail: error.code === "provider_unauthorized" ? `HTTP ${error.status}` : error.message,
  }
}

/** What is found where an answer bears no mark of a gateway. */
export function noGateway({ url }: CallFacts): Diagnosis {
  return {
    step: "host",
    fix: "Check `baseURL` (CF_AIG_BASE_URL), and that a proxy before the gateway passes cf-aig-* headers on",
    detail: `${hostOf(url)} answers, but is no AI Gateway (no cf-aig-* headers)`,
  }
}

/** Whether a response went through a gateway: each of those has a log id at least. */
export function isMarked(headers: Headers): boolean {
  return [...headers.keys()].some((name) => name.startsWith("cf-aig-"))
}

/** Whether the Cloudflare token is what was refused. */
export function isRefusedToken({ code, gatewayCode }: AnyGatewayError, { model }: CallFacts): boolean {
  // Of Workers AI's own code 10000 is a matter of its permission; what others have to do with it is the token alone.
  return code === "unauthorized" || (gatewayCode === 10000 && !isWorkersAI(model))
}

/** Whether a model is Cloudflare's own. */
export function isWorkersAI(model: string): boolean {
  return /^(workers-ai\/|@)/.test(model)
}

/** Whose key a model takes. */
export function providerOf(model: string): string {
  const [provider, name] = model.split("/")
  return name && provider !== "dynamic" && provider !== "cloudflare" ? provider! : "the provider"
}

/** Host and port of a URL. */
export function hostOf(url: string): string {
  return /^\w+:\/\/([^/]+)/.exec(url)?.[1] ?? url
}

function configurationFix(error: AnyGatewayError): string {
  const { issues } = error as GatewayRequestError
  const variables = issues.flatMap(({ message }) => /so is (\w+) in the environment/.exec(message)?.slice(1) ?? [])
  if (variables.length === 0 || variables.length < issues.length) return describeIssues(issues, "params")
  const options = issues.map(({ path }) => `\`${path.join(".")}\``)
  const isConfused = variables.includes("CF_AIG_TOKEN") && readEnvironment("CLOUDFLARE_API_TOKEN")
  const note =
    ": CLOUDFLARE_API_TOKEN, which is set, serves the logs alone; the same token will do here if it has AI Gateway Run"
  return `Set ${variables.join(", ")}, or give ${options.join(", ")}${isConfused ? note : ""}`
}

function gatewayFix(_: AnyGatewayError, { url }: CallFacts): string {
  return `Create${nameOf(url) || " the gateway"}, or check ${whereNamed(url)}`
}

// The base URL of the environment beats the variables beside it.
function whereNamed(url: string): string {
  const base = readEnvironment("CF_AIG_BASE_URL")?.replace(/\/+$/, "")
  return base && nameOf(`${base}/`) && url.startsWith(`${base}/`)
    ? "CF_AIG_BASE_URL, which names both"
    : "`accountId` (CF_ACCOUNT_ID) and `gateway` (GATEWAY_NAME)"
}

// What has to be made before a model string can lead there.
function absentTarget({ code, origin }: AnyGatewayError, { model }: CallFacts): string | undefined {
  const isAbsent = /^(provider|model)_rejected$/.test(code) || (code === "not_found" && origin === "provider")
  const [, kind, name] = (isAbsent && /^(dynamic\/|custom-)([^/]+)/.exec(model)) || []
  if (!kind) return undefined
  return kind === "custom-" ? `Create the custom provider ${name}` : `Create the dynamic route "${name}", or deploy it`
}

// The documented form of an address; a custom domain names neither.
function nameOf(url: string): string {
  const [, account, gateway] = /\/v1\/([0-9a-f]{32})\/([^/]+)\//i.exec(url) ?? []
  return gateway ? ` gateway "${decodeURIComponent(gateway)}" in account ${account}` : ""
}

function tokenFix(_: AnyGatewayError, { hasToken, hasKey }: CallFacts): string {
  if (hasToken)
    return "Make a token with AI Gateway Run on this account and set it as CF_AIG_TOKEN (`token`): this one is refused"
  const mix = "; `providerKey` is for the provider's own key alone"
  return `Set CF_AIG_TOKEN (\`token\`) to a Cloudflare token with AI Gateway Run: none was sent${hasKey ? mix : ""}`
}

// An open gateway lends nobody its keys and credits (reference E): more of them would not help.
const close = "Switch authentication on: stored keys and Unified Billing need it. Or give `providerKey`"

function credentialFix(_: AnyGatewayError, { model, isOpen, forbidsBilling }: CallFacts): string {
  if (isOpen) return close
  const store = `Store a key for ${providerOf(model)} as default on the gateway`
  return forbidsBilling
    ? `${store}, give \`providerKey\`, or take \`noWholesale\` off`
    : `${store}, or give \`providerKey\``
}

function byokFix(_: AnyGatewayError, { model, isOpen }: CallFacts): string {
  return isOpen ? close : `Store a key for ${providerOf(model)} on the gateway: Cloudflare cannot bill this model`
}

function creditFix(_: AnyGatewayError, { model, isOpen }: CallFacts): string {
  return isOpen ? close : `Top up the credits, or store a key for ${providerOf(model)} as default on the gateway`
}

function providerKeyFix({ hint, origin }: AnyGatewayError, { model, hasKey, hasToken }: CallFacts): string {
  if (origin === "workers-ai") return hint
  if (!hasKey)
    return `Store a new key for ${providerOf(model)} as default on the gateway: the provider refuses the stored one`
  const mix = ". If it is Cloudflare's token, give it as `token` (CF_AIG_TOKEN)"
  return `Check \`providerKey\`, which ${providerOf(model)} refuses, or leave it out to use the stored key${hasToken ? "" : mix}`
}

function rateLimitFix({ origin, gatewayCode, retryAfterMs, hint }: AnyGatewayError): string {
  if (gatewayCode === 2003)
    return "Wait for the window of the gateway's rate limit, or raise it in the gateway's settings"
  if (origin === "gateway" && gatewayCode !== undefined)
    return "Wait a minute: Unified Billing takes 200 requests a minute. A stored provider key has no such limit"
  return retryAfterMs === undefined ? hint : `Try again in ${Math.ceil(retryAfterMs / 1000)} s`
}

function streamFix(): string {
  return "Look for a proxy or time limit between you and the model that cuts streams, then try again"
}

// The edge answers before the gateway marks anything, and writes as Cloudflare does.
function isUnmarkedAnswer({ code, body, gateway }: AnyGatewayError): boolean {
  if (gateway.status === undefined || code === "redirected" || isMarked(gateway.headers)) return false
  const { shape } = readErrorBody(body)
  if (shape === "v4") return typeof (body as { success?: unknown }).success !== "boolean"
  return shape === "provider" || shape === "text"
}

// The gateway marks what passes it; what bears no mark and is not written as anybody's API would is somebody else's.
function foreignAnswer({ code, body, origin, status = 200, gateway }: AnyGatewayError): string | undefined {
  if (isMarked(gateway.headers)) return undefined
  if (typeof body === "string" && /^\s*</.test(body)) return "an HTML page"
  if (code === "invalid_response" || (code === "not_found" && origin === "provider")) return "something of its own"
  return typeof body === "string" && status >= 400 && status < 500 && code !== "redirected" ? "plain text" : undefined
}
