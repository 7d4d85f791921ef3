import { createLocalGateway } from "../../src/testing/index.ts"

/** Makes `env.AI`, as Cloudflare's own module makes theirs; with what stands behind it, for the Worker to plan with. */
export default function createAi() {
  const local = createLocalGateway()
  return Object.assign(local.binding, { local })
}
