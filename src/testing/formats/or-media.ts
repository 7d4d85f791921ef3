import { plain } from "./plain.ts"
import type { JSONObject, WireFormat } from "./wire-format.ts"

const speech = ["messages", "prompt", "input", "text"]
const things = ["image", "image_b64", "images", "audio", "video"]

/**
 * What is spoken where a model that is run is none for text: the body is shown as it came, and the answer has to be scripted. Which models
 * those are is told by the body: no field of `spoken`, and another that such models take.
 */
export function orMedia(format: WireFormat, body: JSONObject, spoken: readonly string[] = speech): WireFormat {
  const has = (name: string) => body[name] !== undefined
  const isMedia = !spoken.some(has) && [...speech, ...things].some(has)
  return isMedia ? { ...plain, toModel: format.toModel } : format
}
