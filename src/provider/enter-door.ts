import { refuse } from "../call/prepare-call.ts"

/** What comes after a door's root. Refuses a URL that leads elsewhere, be it by `..` in any spelling. */
export function enterDoor(root: string, url: string): { readonly path: string; readonly target: URL } {
  const base = new URL(root)
  const target = toURL(url)
  const isBelow = target?.origin === base.origin && target.pathname.startsWith(base.pathname)
  const path = isBelow ? target.pathname.slice(base.pathname.length) : "?"
  // Servers on the way may decode what `URL` leaves as it is.
  let plain = path
  for (let turn = 0; turn < 3; turn++) plain = plain.replace(/%[0-7][\da-f]/gi, decodeURIComponent)
  // Behind dots some servers take off `;…`, blanks and what ends a text in C. What is still in disguise after three turns is nobody's path.
  const isInside = /^(\/|$)/.test(path) && !/[\\/]([\\/]|\.\.?([\\/;\0- ]|$))|%(25|2[ef]|5c)/i.test(plain)
  const problem = `must be below ${root}, without .. and //: write \`\${baseURL}/…\``
  if (!isInside) refuse("invalid_request", [{ path: ["url"], message: problem }])
  // As text a path that begins with two slashes would be read as a host.
  base.pathname = target!.pathname
  base.search = target!.search
  return { path, target: base }
}

function toURL(text: string): URL | undefined {
  try {
    return new URL(text)
  } catch {
    return undefined
  }
}
