import type { JSONObject } from "../formats/wire-format.ts"

/** What is wrong with `/ai/run`'s options for the background, if anything is (reference A1). */
export function backgroundProblem({ background, webhookUrl, webhookFormat }: JSONObject): string | undefined {
  if (webhookUrl === undefined)
    return webhookFormat === undefined ? undefined : "options.webhookFormat needs webhookUrl"
  if (background !== true) return "options.webhookUrl needs background"
  if (typeof webhookUrl !== "string" || !URL.canParse(webhookUrl) || new URL(webhookUrl).protocol !== "https:")
    return "options.webhookUrl must be an https: URL"
  if (isPrivate(new URL(webhookUrl).hostname)) return "options.webhookUrl must not lead to a private address"
  return webhookFormat === undefined || webhookFormat === "raw" || webhookFormat === "chat"
    ? undefined
    : 'options.webhookFormat must be "raw" or "chat"'
}

// By its name alone: what a name resolves to is not asked here.
const privateHosts =
  /^(localhost|.*\.(localhost|local|internal)|0\.\d.*|10\.\d.*|127\.\d.*|169\.254\.\d.*|192\.168\.\d.*|172\.(1[6-9]|2\d|3[01])\.\d.*|\[(::1?|::ffff:.*|f[cd].*|fe[89ab].*)\])$/

function isPrivate(hostname: string): boolean {
  return privateHosts.test(hostname)
}
