import { decodePath } from "./decode-path.ts"
import { readText } from "./read-json.ts"
import { toContentParams } from "./to-content-params.ts"
import { toContentChunks, toContentReply } from "./to-content-reply.ts"
import { toServerSentEvent } from "./to-server-sent-event.ts"
import type { WireFormat } from "./wire-format.ts"

/** Google's generateContent, of AI Studio and Vertex AI. */
export const googleGenerateContent: WireFormat = {
  name: "google-generate-content",
  toModel: (body, path) =>
    decodePath(/([^/?:]+):(?:g|streamG)enerateContent/.exec(path)?.[1] ?? "") || readText(body["model"]),
  isStream: (_, path) => path.includes(":streamGenerateContent"),
  toParams: toContentParams,
  toBody: (completion) => toContentReply(completion),
  toEvents: (completion) => toContentChunks(completion).map((chunk) => toServerSentEvent(chunk)),
  toError: ({ status, message }) => ({ error: { code: status, message, status: statuses[status] ?? "UNKNOWN" } }),
}

/** The same stream without `alt=sse`: a list in JSON. It is sent in one piece. */
export const googleContentList: WireFormat = {
  ...googleGenerateContent,
  isStream: () => false,
  toBody: toContentChunks,
}

const statuses: { readonly [status: number]: string } = {
  400: "INVALID_ARGUMENT",
  401: "UNAUTHENTICATED",
  403: "PERMISSION_DENIED",
  404: "NOT_FOUND",
  409: "ABORTED",
  429: "RESOURCE_EXHAUSTED",
  500: "INTERNAL",
  503: "UNAVAILABLE",
  504: "DEADLINE_EXCEEDED",
}
