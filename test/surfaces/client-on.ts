import { createGatewayClient, type GatewayClientOptions } from "../../src/index.ts"
import type { Surface } from "../../src/gateway/support-matrix.ts"
import { watchWire } from "./watch-wire.ts"

/** A client of a surface, and all that leaves it. */
export function clientOn(surface: Surface, options: GatewayClientOptions = {}) {
  const { binding, ...wire } = watchWire()
  const client = createGatewayClient({
    accountId: "0123456789abcdef0123456789abcdef",
    gateway: "my-gateway",
    maxRetries: 0,
    fetch: wire.fetch,
    ...(surface === "binding" ? { binding } : { surface }),
    ...options,
  })
  return { client, ...wire }
}
