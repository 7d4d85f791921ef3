import { isRecord } from "../schemas/is-record.ts"
import type { ErrorShape } from "./error-codes.ts"

/** What any of the error bodies in the field says (reference D1, and the fixtures' `errors.json`). */
export interface ErrorBody {
  readonly shape: ErrorShape
  /** The best message to be found; empty when there is none. */
  readonly message: string
  /** Cloudflare's number. */
  readonly gatewayCode?: number | undefined
  /** The provider's words: code and type. */
  readonly providerCode?: string | undefined
  /** A status that the body names, for errors inside a 200. */
  readonly status?: number | undefined
}

type Loose = Record<string, any>

/** Reads an error out of parsed JSON, or out of the text where it is no JSON. */
export function readErrorBody(given: unknown): ErrorBody {
  const body: Loose | undefined = Array.isArray(given) ? given[0] : given
  if (!isRecord(body)) return { shape: "text", message: textOf(String(body ?? "")) }
  const { error, errors, detail, name, internalCode }: Loose = body
  const inner: Loose = [error?.[0], errors?.[0], error].find(isRecord) ?? {}
  const message =
    [inner["message"], error, body["message"], detail, detail?.map?.((entry: Loose) => entry?.["msg"]).join("; ")].find(
      (text) => text && typeof text === "string",
    ) ?? ""
  const status = [body["httpCode"], inner["code"], inner["status_code"], inner["status"], body["status"]].find(
    (value) => typeof value === "number" && value >= 400 && value < 600,
  )
  const shape: ErrorShape =
    name === "AiGatewayError" || Array.isArray(error) || body["state"] === "Failed"
      ? "gateway"
      : internalCode
        ? "workers-ai"
        : Array.isArray(errors)
          ? "v4"
          : body["success"] === false && isRecord(error) && error["code"] === undefined
            ? "policy"
            : "provider"
  const number = inner["code"] ?? internalCode
  return {
    shape,
    message,
    status,
    gatewayCode: shape !== "provider" && typeof number === "number" ? number : undefined,
    providerCode: [inner["code"], inner["type"], body["code"], body["type"], inner["inner_error"]?.code]
      .filter((word) => typeof word === "string" || typeof word === "number")
      .join(" "),
  }
}

/** Whether a JSON body under 200, or a chunk of a stream, is an error and no answer. */
export function isErrorBody(given: unknown): boolean {
  const body: unknown = Array.isArray(given) ? given[0] : given
  if (!isRecord(body)) return false
  const { error } = body
  // `error: null`, `""`, `[]` and `{}` stand beside good answers.
  if (error === true || (error && Object.keys(error).length > 0)) return true
  return (
    body["success"] === false || body["state"] === "Failed" || body["object"] === "error" || body["type"] === "error"
  )
}

function textOf(text: string): string {
  return /<title>([^<]*)/i.exec(text)?.[1] ?? (/^\s*</.test(text) ? "An HTML page" : text)
}
