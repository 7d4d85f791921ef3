import type { Answer } from "../answer.ts"
import { errorReplies } from "../error-replies.ts"
import { admit } from "./authenticate.ts"
import type { Domain } from "./find-domain.ts"
import type { Incoming } from "./incoming.ts"
import { passAccess } from "./pass-access.ts"
import { refuse } from "./refuse.ts"
import { answerAdmitted } from "./serve-gateway.ts"
import type { Service } from "./service.ts"

// What Access says to who is no browser is not documented; browsers are led to its login.
const blocked: Answer = {
  status: 403,
  headers: { "content-type": "text/html" },
  pieces: ["<!DOCTYPE html><html><head><title>Forbidden by Cloudflare Access</title></head></html>"],
  isStream: false,
  isOutside: true,
}

/** Answers `https://{hostname}/{provider or compat}/…`: a custom domain, which names neither account nor gateway (reference A9). */
export async function serveDomain(service: Service, domain: Domain, incoming: Incoming): Promise<Answer> {
  const { account, gateway, access } = domain
  const passed = access && passAccess(access, incoming.headers)
  if (access && !passed) return blocked
  const { pathname, search } = incoming.url
  // Universal is not served here.
  if (pathname === "/") return refuse("compat", errorReplies.not_found!)
  const headers = passed?.headers ?? admit(service, account, gateway, incoming.headers)
  const known = { account, gateway, incoming: { ...incoming, userId: passed?.userId } }
  return answerAdmitted(service, { ...known, headers }, pathname.slice(1) + search)
}
