import type { GatewayOptions } from "../gateway/gateway-options.ts"
import { optionHeaders, type OptionKind } from "../gateway/option-headers.ts"

const readers: { readonly [kind in OptionKind]: (text: string) => unknown } = {
  text: String,
  number: Number,
  boolean: (text) => text === "true",
  list: (text) => text.split(","),
  json: JSON.parse,
}

/** What options a request's headers ask for. Headers that cannot be read are left out, as the gateway does. */
export function readOptionHeaders(headers: Headers): GatewayOptions {
  const options: Record<string, unknown> = {}
  for (const [path, header, kind] of optionHeaders) {
    const value = headers.get(header)
    if (value === null) continue
    const [outer = "", inner] = path.split(".")
    const read = tryRead(kind, value)
    if (read !== undefined) options[outer] = inner === undefined ? read : { ...(options[outer] as object | undefined), [inner]: read }
  }
  return options
}

function tryRead(kind: OptionKind, value: string): unknown {
  try {
    return readers[kind](value)
  } catch {
    return undefined
  }
}
