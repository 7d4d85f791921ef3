import { refuse } from "../call/prepare-call.ts"

/** What comes after a door's root. Refuses a URL that leads elsewhere, be it by `..` in any spelling. */
export function enterDoor(root: string, url: string): { readonly path: string; readonly target: URL } {
  const base = new URL(root)
  const target = toURL(url)
  const isBelow = target?.origin === base.origin && target.pathname.startsWith(base.pathname)
  const path = isBelow ? target.pathname.slice(base.pathname.length) : "?"
  // Servers on the way may decode what `URL` leaves as it is.
  let plain = path
  for (let before = ""; before !== plain;) {
    before = plain
    plain = plain.replace(/%(25|2e|2f|5c)/gi, decodeURIComponent)
  }
  const isInside = /^(\/|$)/.test(path) && !/[\\/]([\\/]|\.\.?([\\/]|$))/.test(plain)
  const problem = `must be below ${root}, without .. and //: write \`\${baseURL}/…\``
  if (!isInside) refuse("invalid_request", [{ path: ["url"], message: problem }])
  return { path, target: new URL(target!.pathname + target!.search, base) }
}

function toURL(text: string): URL | undefined {
  try {
    return new URL(text)
  } catch {
    return undefined
  }
}
