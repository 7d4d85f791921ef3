import { createLocalGateway } from "cf-ai-gateway/testing"

/** Makes `env.AI`, as Cloudflare's own module makes theirs; with what stands behind it, for the program to plan faults. */
export default function () {
  const local = createLocalGateway({ models: "Zwei Füße 🐧" })
  return Object.assign(local.binding, { local })
}
