import { join } from "node:path"
import { build } from "esbuild"
import { Miniflare } from "miniflare"
import type { Order } from "./worker.ts"

/** The call sites in workerd. */
export interface CallSiteWorker extends AsyncDisposable {
  run(order: Order): Promise<unknown>
}

/** Starts one Worker for them all, from the source. No compatibility flags: without Node's modules. */
export async function startWorker(): Promise<CallSiteWorker> {
  const compatibilityDate = "2026-07-30"
  const miniflare = new Miniflare({
    workers: [
      // A module that is wrapped around a binding is how Cloudflare makes `env.AI`.
      {
        name: "worker",
        modules: true,
        script: await bundle("worker.ts"),
        compatibilityDate,
        wrappedBindings: { AI: "ai" },
      },
      { name: "ai", modules: true, script: await bundle("ai.ts") },
    ],
  })
  return {
    async run(order) {
      const response = await miniflare.dispatchFetch("http://worker/", { method: "POST", body: JSON.stringify(order) })
      // What the Worker threw is told as text.
      return response.ok ? response.json() : response.text()
    },
    [Symbol.asyncDispose]: () => miniflare.dispose(),
  }
}

async function bundle(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, entry)],
    bundle: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    conditions: ["workerd", "worker", "browser"],
    write: false,
    logLevel: "silent",
  })
  return outputFiles[0]!.text
}
