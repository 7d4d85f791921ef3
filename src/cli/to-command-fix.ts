// The doctor's words are for those who write code: here there are flags and variables alone. In this order; "" takes out.
const words: readonly (readonly [pattern: RegExp, text: string])[] = [
  // What a person at a terminal can do nothing about.
  [
    /^(Guardrails block the (prompt|answer)|A policy or content filter refuses this|The message says what is not taken|`body` holds what came)$/,
    "",
  ],
  [
    /^Give `providerKey: .*$/,
    "Give CF_AIG_TOKEN Workers AI Read as well, or store a key for workers-ai on the gateway",
  ],
  [/^`body` holds it.*$/, "Check --model, and CF_AIG_BASE_URL"],
  [/^Raise `.*$/, "Try again"],
  [/; `partial` holds what came.*$/, ""],
  [/^`gateway\.dlp` tells what was found$/, "`chat --json` shows what was found, as gateway.dlp"],
  [/(; `providerKey` is for| If it is Cloudflare's token).*$/, ""],
  [/, give `providerKey`, or take `noWholesale` off$/, ""],
  [/(, or|\. Or) give (`\w+`(, )?)+/, ""],
  [/`\w+` \(([A-Z_]+)\)/g, "$1"],
  [/([A-Z_]{4,}) \(`\w+`\)/g, "$1"],
  [/`model`/g, "--model"],
  [/`baseURL`/g, "CF_AIG_BASE_URL"],
]

/** A step's fix as the command line can follow it; nothing where there is none. */
export function toCommandFix(fix: string): string | undefined {
  return words.reduce((text, [pattern, word]) => text.replace(pattern, word), fix) || undefined
}
