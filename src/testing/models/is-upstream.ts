import type { LocalModel, LocalUpstream } from "./local-model.ts"

/** Whether a real server answers. */
export function isUpstream(model: LocalModel): model is LocalUpstream {
  return typeof model === "object" && "upstream" in model
}
