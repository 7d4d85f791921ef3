/** What `program.mjs` sees when all is well: the same in every runtime. */
export const expected = {
  whole: {
    text: "Zwei Füße 🐧",
    logId: "01JADMCQQQBWH3NXZ5GCRN98DP",
    keys: ["id", "object", "created", "model", "choices", "usage"],
  },
  streamed: {
    texts: ["Zwei ", "Füße ", "🐧"],
    final: "Zwei Füße 🐧",
    tokens: 5,
    logId: "01JADMCQQQBWH3NXZ5GCRN98DP",
  },
  aborted: { ownReason: true, partial: "Zwei ", socket: "cut" },
  left: { socket: "cut" },
  stalled: { ownReason: true, socket: "cut" },
  timeout: { name: "GatewayTimeoutError", code: "timeout", clock: "headers" },
  refused: { name: "GatewayResponseError", code: "unauthorized", status: 401, gatewayCode: 2009 },
  truncated: { name: "GatewayStreamError", code: "stream_truncated", partial: "Zwei " },
  interrupted: { name: "GatewayStreamError", code: "stream_interrupted", partial: "Zwei " },
  retried: { text: "Zwei Füße 🐧", statuses: [503, 200] },
}

/** What `binding-worker.mjs` sees. */
export const expectedOverBinding = {
  whole: { text: "Zwei Füße 🐧", isLogged: true },
  workersAi: "Zwei Füße 🐧",
  streamed: { texts: ["Zwei", " Füße", " 🐧"], final: "Zwei Füße 🐧" },
  aborted: { ownReason: true, partial: "Zwei" },
  refused: { name: "GatewayResponseError", code: "rate_limited", status: 429, gatewayCode: 2003 },
  truncated: { name: "GatewayStreamError", code: "stream_truncated", partial: "Zwei Füße" },
  credentials: [],
}
