import { ownUserAgent } from "../http/user-agent.ts"
import { isRecord } from "../schemas/is-record.ts"
import { CommandError } from "./command-error.ts"
import { exitCodes } from "./exit-codes.ts"
import { toManagementError } from "./management-error.ts"
import { readCapped } from "./read-capped.ts"
import type { ManagementAddress } from "./resolve-management.ts"

// More than any log holds (reference B: 10 MB), in bytes.
const maximum = 32 * 1024 * 1024

/** Cloudflare's API of one gateway. */
export interface ManagementApi {
  /** The `result` of an answer. */
  get(path: string, query?: Readonly<Record<string, string>>): Promise<unknown>
  patch(path: string, body: object): Promise<unknown>
  /** A payload as it was logged: JSON where it is that, else text. */
  getPayload(path: string): Promise<unknown>
}

/** A client of Cloudflare's API of one gateway. What it rejects with is a `CommandError` that never holds the token. */
export function createManagementApi({ url: base, token }: ManagementAddress): ManagementApi {
  const send = async (method: string, path: string, query = {}, body?: object): Promise<unknown> => {
    const search = new URLSearchParams(query).toString()
    const url = base + path + (search && `?${search}`)
    const headers = new Headers({ authorization: `Bearer ${token}`, accept: "application/json" })
    const userAgent = ownUserAgent()
    if (userAgent) headers.set("user-agent", userAgent)
    if (body) headers.set("content-type", "application/json")
    const response = await fetch(url, {
      method,
      headers,
      // A redirect would take the token along.
      redirect: "manual",
      signal: AbortSignal.timeout(60_000),
      ...(body && { body: JSON.stringify(body) }),
    }).catch((error) => {
      throw unreachable(error, new URL(url).host)
    })
    const text = await readCapped(response, maximum).catch((error) => {
      throw unreachable(error, new URL(url).host)
    })
    if (text === undefined) throw new CommandError("The answer is too large", { exitCode: exitCodes.failed })
    const value = parse(text) ?? text
    if (!response.ok) throw toManagementError(value, response.status, { method, path, token })
    return value
  }

  // A payload is not judged so: that of a refused request says `success: false` itself.
  const sendForResult = async (method: string, path: string, query?: object, body?: object): Promise<unknown> => {
    const answer = await send(method, path, query, body)
    if (isRecord(answer) && answer["success"] === false) throw toManagementError(answer, 200, { method, path, token })
    if (isRecord(answer) && "result" in answer) return answer["result"]
    throw new CommandError("The answer is none of Cloudflare's API", {
      exitCode: exitCodes.failed,
      hint: "Check --api-base-url (CLOUDFLARE_BASE_URL)",
    })
  }

  return {
    get: (path, query) => sendForResult("GET", path, query),
    patch: (path, body) => sendForResult("PATCH", path, {}, body),
    getPayload: (path) => send("GET", path),
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

// Not the platform's message, which may quote the request.
function unreachable(error: any, host: string): CommandError {
  const code: string = error?.cause?.code ?? (error?.name === "TimeoutError" ? "within 60 s" : "")
  return new CommandError(`${host} could not be reached ${code}`.trimEnd(), {
    exitCode: exitCodes.failed,
    hint: "Check the network and --api-base-url (CLOUDFLARE_BASE_URL)",
  })
}
