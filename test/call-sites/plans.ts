import type { LocalGateway } from "../../src/testing/index.ts"
import type { CallSite } from "./call-sites.ts"

const tide = "At four past noon."

/** What a local gateway says to each call site. */
export const plans: { readonly [site in CallSite]: (local: LocalGateway) => void } = {
  structured: (local) => local.reply('{"high":"16:04"}'),
  streamed: (local) => local.reply(tide),
  usesTools: (local) =>
    local.reply(
      { toolCalls: [{ name: "tide_on", input: { day: "2026-03-01" } }] },
      { text: "At 16:04.", usage: { input: 9, output: 3, total: 12 } },
    ),
  fallsBack: (local) => local.reply(() => new Response("{}", { status: 503 }), tide),
  refused: (local) => local.fault("2003"),
  aborted: (local) => local.fault("stall", { afterEvents: 1 }),
  embeds: () => {},
  responds: (local) => local.reply(tide),
  messages: (local) => local.reply(tide),
  rates: (local) => local.reply(tide),
}
