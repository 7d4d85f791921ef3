import type { LocalAccess } from "../local-gateway-options.ts"
import { readBearer } from "./authenticate.ts"
import { parseObject } from "./incoming.ts"

/** A request that Cloudflare Access let pass. */
export interface PassedAccess {
  /** Without what opened the door. */
  readonly headers: Headers
  /** Who asks; a service token is nobody. */
  readonly userId: string | undefined
}

/** Lets a request pass before a custom domain, or does not: by a JWT in `cf-access-token` or its cookie, or by a service token (reference A9). */
export function passAccess(
  { jwts = [], serviceTokens = {}, bearer = false }: LocalAccess,
  given: Headers,
): PassedAccess | undefined {
  const headers = new Headers(given)
  for (const name of doorHeaders) headers.delete(name)
  const cookies = (given.get("cookie") ?? "").split(/; */).filter((cookie) => cookie !== "")
  const others = cookies.filter((cookie) => !cookie.startsWith(accessCookie))
  if (others.length < cookies.length) headers.delete("cookie")
  if (others.length < cookies.length && others.length > 0) headers.set("cookie", others.join("; "))
  const known = (jwt: string | null | undefined) => (jwt != null && jwts.includes(jwt) ? jwt : undefined)
  const carried = bearer ? known(readBearer(given)) : undefined
  if (carried !== undefined) headers.delete("authorization")
  const baked = cookies.find((cookie) => cookie.startsWith(accessCookie))?.slice(accessCookie.length)
  const jwt = known(given.get("cf-access-token")) ?? known(baked) ?? carried
  const [id, secret] = [given.get("cf-access-client-id"), given.get("cf-access-client-secret")]
  const isService = id !== null && serviceTokens[id] === secret
  return jwt !== undefined || isService ? { headers, userId: jwt && subjectOf(jwt) } : undefined
}

const accessCookie = "CF_Authorization="
const doorHeaders = ["cf-aig-authorization", "cf-access-token", "cf-access-client-id", "cf-access-client-secret"]

// Whether it was signed is not asked: those that count are listed. One of a service token has an empty subject.
function subjectOf(jwt: string): string | undefined {
  const payload = jwt.split(".")[1] ?? ""
  // What `atob` would throw for.
  if (!/^[\w-]+$/.test(payload) || payload.length % 4 === 1) return undefined
  const letters = atob(payload.replaceAll("-", "+").replaceAll("_", "/"))
  const text = new TextDecoder().decode(Uint8Array.from(letters, (letter) => letter.charCodeAt(0)))
  const subject = parseObject(text)?.["sub"]
  return typeof subject === "string" && subject !== "" ? subject : undefined
}
