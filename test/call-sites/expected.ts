import type { CallSite } from "./call-sites.ts"

/** What each call site comes to: on every surface, wherever it runs, whoever answers. */
export const expected: { readonly [site in CallSite]: object } = {
  structured: {
    answers: [{ high: "16:04" }, { high: "16:04" }],
    finishReason: "stop",
    cache: ["MISS", "HIT"],
    model: "openai/gpt-5-mini",
    isLogged: true,
  },
  streamed: {
    texts: ["At", " four", " past", " noon."],
    final: "At four past noon.",
    finishReason: "stop",
    isLogged: true,
  },
  usesTools: {
    calls: [{ name: "tide_on", input: { day: "2026-03-01" } }],
    finishReasons: ["tool_calls", "stop"],
    text: "At 16:04.",
    tokens: 12,
  },
  fallsBack: { text: "At four past noon.", step: 1 },
  refused: {
    name: "GatewayResponseError",
    code: "rate_limited",
    status: 429,
    gatewayCode: 2003,
    origin: "gateway",
    retryable: true,
  },
  aborted: { isOwnReason: true, partial: "When" },
  embeds: { indices: [0, 1, 2], isSame: true, isOther: true },
  responds: { text: "At four past noon.", status: "completed", began: true, told: true },
  messages: { text: "At four past noon.", stopReason: "end_turn", isLogged: true },
  rates: {
    text: "At four past noon.",
    isItsLog: true,
    created: "string",
    log: { provider: "workers-ai", success: true },
    rated: { feedback: 1, score: 90, metadata: { reviewer: "ada" } },
  },
}
