import { readField } from "./read-field.ts"
import { readObject, readObjects, readText } from "./read-json.ts"
import type { JSONObject } from "./wire-format.ts"

/** Google's contents as chat messages. */
export function toContentMessages(contents: readonly JSONObject[]): JSONObject[] {
  const ids = createCallIds()
  return contents.flatMap(({ role, parts }) => {
    const list = readObjects(parts)
    const results = list.flatMap((part) => toResult(readField(part, "functionResponse"), ids))
    const calls = list.flatMap((part) => toCall(readField(part, "functionCall"), ids))
    const said = list.filter(
      (part) => !readField(part, "functionResponse") && !readField(part, "functionCall") && part["thought"] !== true,
    )
    if (role !== "model") {
      const isAsked = said.length > 0 || results.length === 0
      return [...results, ...(isAsked ? [{ role: "user", content: said.map(toContentPart) }] : [])]
    }
    const thoughts = list.filter((part) => part["thought"] === true).map(({ text }) => readText(text))
    return [
      {
        role: "assistant",
        content: said.length > 0 ? said.map(toContentPart) : null,
        ...(thoughts.length > 0 && { reasoning_content: thoughts.join("") }),
        ...(calls.length > 0 && { tool_calls: calls }),
      },
    ]
  })
}

interface CallIds {
  /** The id of a call, made up where it has none. */
  ofCall(name: unknown, id: unknown): string
  /** The id that a result belongs to: Google names a result by its function where calls have no ids. */
  ofResult(name: unknown, id: unknown): string
}

function createCallIds(): CallIds {
  const waiting: { readonly name: unknown; readonly id: string }[] = []
  let count = 0
  return {
    ofCall(name, given) {
      const id = readText(given) || `call_local_${count}`
      count++
      waiting.push({ name, id })
      return id
    },
    ofResult(name, given) {
      const index = waiting.findIndex((call) => call.name === name)
      const [call] = index < 0 ? [] : waiting.splice(index, 1)
      return readText(given) || (call?.id ?? String(name))
    },
  }
}

function toCall(call: unknown, ids: CallIds): JSONObject[] {
  if (!call) return []
  const { id, name, args } = readObject(call)
  return [{ id: ids.ofCall(name, id), type: "function", function: { name, arguments: JSON.stringify(args ?? {}) } }]
}

function toResult(result: unknown, ids: CallIds): JSONObject[] {
  if (!result) return []
  const { id, name, response } = readObject(result)
  return [{ role: "tool", tool_call_id: ids.ofResult(name, id), content: JSON.stringify(response ?? {}) }]
}

/** A part as OpenAI would spell it; what has no counterpart is kept as it is. */
export function toContentPart(part: JSONObject): JSONObject {
  if (typeof part["text"] === "string") return { type: "text", text: part["text"] }
  const inline = readObject(readField(part, "inlineData"))
  const file = readObject(readField(part, "fileData"))
  const mime = readText(readField(inline, "mimeType") ?? readField(file, "mimeType"))
  const uri = readField(file, "fileUri")
  const { data } = inline
  const url = typeof data === "string" ? `data:${mime};base64,${data}` : uri
  if (typeof url !== "string") return part
  if (mime.startsWith("image/")) return { type: "image_url", image_url: { url } }
  if (typeof data !== "string") return { type: "file", file: { file_id: url } }
  if (mime.startsWith("audio/")) return { type: "input_audio", input_audio: { data, format: toAudioFormat(mime) } }
  return { type: "file", file: { file_data: url } }
}

function toAudioFormat(mime: string): string {
  const [, format = ""] = mime.split("/")
  return format === "mpeg" ? "mp3" : format.replace(/^x-|;.*$/g, "")
}
