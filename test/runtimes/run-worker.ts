export interface WorkerOptions {
  /** The Worker's variables. */
  readonly bindings?: { readonly [name: string]: string } | undefined
  /** A module whose default export makes `env.AI`. */
  readonly ai?: string | undefined
  /** @default the day of the workerd that miniflare brings */
  readonly compatibilityDate?: string | undefined
}

/** What a Worker answers, in workerd. No compatibility flags: without Node's modules. */
export async function runWorker(
  script: string,
  { bindings = {}, ai, compatibilityDate = "2026-07-30" }: WorkerOptions,
): Promise<string> {
  const { Miniflare } = await import("miniflare")
  const worker = { name: "worker", modules: true, script, compatibilityDate, bindings }
  const miniflare = new Miniflare({
    // A module that is wrapped around a binding is how Cloudflare makes `env.AI`.
    workers: ai
      ? [
          { ...worker, wrappedBindings: { AI: "ai" } },
          { name: "ai", modules: true, script: ai },
        ]
      : [worker],
  })
  try {
    const response = await miniflare.dispatchFetch("http://worker/")
    return await response.text()
  } finally {
    await miniflare.dispose()
  }
}
