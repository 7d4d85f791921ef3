import type { ErrorShape } from "./error-codes.ts"

/** What any of the error bodies in the field says (reference D1, and the fixtures' `errors.json`). */
export interface ErrorBody {
  readonly shape: ErrorShape
  /** The best message to be found; empty when there is none. */
  readonly message: string
  /** Cloudflare's number. */
  readonly gatewayCode?: number | undefined
  /** The provider's word, or its number as text. */
  readonly providerCode?: string | undefined
  /** A status that the body names, for errors inside a 200. */
  readonly status?: number | undefined
}

/** Reads an error out of parsed JSON, or out of the text where it is no JSON. */
export function readErrorBody(body: unknown): ErrorBody {
  if (Array.isArray(body)) return readErrorBody(body[0] ?? "")
  if (!isRecord(body)) return { shape: "text", message: readText(String(body ?? "")) }
  const { error, errors } = body
  const first = firstRecord(error) ?? firstRecord(errors)
  const nested = first ?? (isRecord(error) ? error : undefined)
  const message = firstText(nested?.["message"], error, body["message"], detail(body["detail"]), body["description"], firstText(error instanceof Array ? error[0] : undefined))
  const code = firstNumber(first?.["code"], body["internalCode"])
  const status = [body["httpCode"], nested?.["code"], nested?.["status_code"], nested?.["status"], body["raw_status_code"], body["status"]].find(isErrorStatus)

  if (body["name"] === "AiGatewayError" || Array.isArray(error)) return { shape: "gateway", message, gatewayCode: code, status }
  if (typeof body["internalCode"] === "number") return { shape: "workers-ai", message, gatewayCode: code, status }
  if (Array.isArray(errors)) return { shape: "v4", message, gatewayCode: code, status }
  if (body["state"] === "Failed") return { shape: "gateway", message, gatewayCode: firstNumber(nested?.["code"]), status }
  if (body["success"] === false && isRecord(error) && error["code"] === undefined) return { shape: "policy", message, status }
  const providerCode = [nested?.["code"], nested?.["type"], body["code"], body["type"], innerCode(nested)]
    .filter((value) => typeof value === "string" || typeof value === "number")
    .join(" ")
  return { shape: "provider", message, providerCode: providerCode || undefined, status }
}

/** Whether a JSON body under 200, or a chunk of a stream, is an error and no answer. */
export function isErrorBody(body: unknown): boolean {
  if (Array.isArray(body)) return isErrorBody(body[0])
  if (!isRecord(body)) return false
  if (isPresent(body["error"])) return true
  return body["success"] === false || body["state"] === "Failed" || body["object"] === "error" || body["type"] === "error"
}

function isPresent(error: unknown): boolean {
  return (typeof error === "string" && error !== "") || (Array.isArray(error) ? error.length > 0 : isRecord(error) && Object.keys(error).length > 0)
}

function readText(text: string): string {
  const title = /<title>([^<]*)<\/title>/i.exec(text)
  if (title) return title[1]!.trim()
  return text.trimStart().startsWith("<") ? "an HTML page" : text.trim()
}

function detail(value: unknown): unknown {
  return Array.isArray(value) ? value.map((entry) => (isRecord(entry) ? entry["msg"] : entry)).join("; ") : value
}

function innerCode(error: Record<string, unknown> | undefined): unknown {
  const inner = error?.["inner_error"] ?? error?.["innererror"]
  return isRecord(inner) ? inner["code"] : undefined
}

function firstText(...values: unknown[]): string {
  return (values.find((value) => typeof value === "string" && value !== "") as string | undefined) ?? ""
}

function firstNumber(...values: unknown[]): number | undefined {
  return values.find((value) => typeof value === "number") as number | undefined
}

function firstRecord(value: unknown): Record<string, unknown> | undefined {
  return Array.isArray(value) ? value.find(isRecord) : undefined
}

function isErrorStatus(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 400 && value < 600
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}
