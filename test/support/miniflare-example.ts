import { execFile } from "node:child_process"
import { readFile } from "node:fs/promises"
import { createRequire } from "node:module"
import { dirname, join, relative } from "node:path"
import { build } from "esbuild"
import { Miniflare, type MiniflareOptions } from "miniflare"

const root = join(import.meta.dirname, "../..")

/** What of wrangler.jsonc is for miniflare. */
export interface WranglerConfig {
  readonly main: string
  readonly compatibility_date: string
  readonly compatibility_flags?: string[]
  readonly vars?: Record<string, string>
  readonly assets?: { readonly directory: string }
  readonly ai?: { readonly binding: string }
  readonly d1_databases?: readonly { readonly binding: string; readonly database_name: string }[]
  readonly queues?: {
    readonly producers: readonly { readonly binding: string; readonly queue: string }[]
    readonly consumers: readonly {
      readonly queue: string
      readonly max_batch_size: number
      readonly max_retries?: number
      readonly dead_letter_queue?: string
    }[]
  }
  readonly env?: { readonly [name: string]: Partial<WranglerConfig> }
}

/** A Worker that runs, and what it wrote to its log. */
export interface RunningExample extends AsyncDisposable {
  readonly miniflare: Miniflare
  readonly url: URL
  readonly logs: readonly string[]
}

/** `examples/{name}/wrangler.jsonc`, where comments stand on lines of their own. */
export async function readConfig(name: string): Promise<WranglerConfig> {
  const text = await readFile(join(root, "examples", name, "wrangler.jsonc"), "utf8")
  return JSON.parse(text.replaceAll(/^\s*\/\/.*$/gm, "").replaceAll(/,(?=\s*[}\]])/g, ""))
}

/** Starts `examples/{name}` in workerd, as its wrangler.jsonc says, over the package's source. */
export async function startExample(
  name: string,
  config: WranglerConfig,
  options: {
    readonly ai?: object
    readonly vars?: Record<string, string>
    readonly outboundService?: object
    readonly maxRetries?: number
  } = {},
): Promise<RunningExample> {
  const folder = join(root, "examples", name)
  const logs: string[] = []
  const { assets, d1_databases = [], queues } = config
  const worker = {
    name,
    modules: true,
    script: await bundle(join(folder, config.main)),
    compatibilityDate: config.compatibility_date,
    compatibilityFlags: config.compatibility_flags ?? [],
    bindings: { ...config.vars, ...options.vars },
    d1Databases: Object.fromEntries(d1_databases.map(({ binding, database_name }) => [binding, database_name])),
    queueProducers: Object.fromEntries((queues?.producers ?? []).map(({ binding, queue }) => [binding, queue])),
    queueConsumers: Object.fromEntries(
      (queues?.consumers ?? []).map((consumer) => [
        consumer.queue,
        {
          maxBatchSize: consumer.max_batch_size,
          // Nobody waits here for a batch to fill.
          maxBatchTimeout: 0,
          maxRetries: options.maxRetries ?? consumer.max_retries,
          deadLetterQueue: consumer.dead_letter_queue,
        },
      ]),
    ),
    ...(assets && {
      assets: { directory: join(folder, assets.directory), routerConfig: { has_user_worker: true } },
    }),
    ...(options.ai && { ai: options.ai }),
    ...(options.outboundService && { outboundService: options.outboundService }),
  }
  const miniflare = new Miniflare({
    workers: [worker],
    handleStructuredLogs: ({ message }: { message: string }) => void logs.push(message),
  } as unknown as MiniflareOptions)
  const url = await miniflare.ready
  return { miniflare, url, logs, [Symbol.asyncDispose]: () => miniflare.dispose() }
}

/** A D1 database as its schema.sql makes it. */
export async function createTables(miniflare: Miniflare, name: string, binding: string): Promise<void> {
  const text = await readFile(join(root, "examples", name, "schema.sql"), "utf8")
  const database = await miniflare.getD1Database(binding)
  const statements = text.replaceAll(/^--.*$/gm, "").split(";")
  await database.batch(
    statements.filter((statement) => statement.trim()).map((statement) => database.prepare(statement)),
  )
}

async function bundle(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    alias: { "cf-ai-gateway": join(root, "src/index.ts") },
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

const tsc = join(dirname(createRequire(import.meta.url).resolve("@typescript/native/package.json")), "bin/tsc")

/** Compiles `examples/{name}` as its tsconfig.json says: what the compiler complains of, and the files it read. */
export function compileExample(name: string): Promise<{ readonly errors: string[]; readonly files: string[] }> {
  return new Promise((resolve, reject) => {
    const project = join(root, "examples", name)
    execFile(process.execPath, [tsc, "-p", project, "--listFiles"], { maxBuffer: 2 ** 26 }, (error, stdout) => {
      // A number is the compiler's own verdict; anything else, and it did not run.
      if (error && typeof error.code !== "number") return reject(error)
      const lines = stdout.trim().split("\n")
      const errors = lines.filter((line) => line.includes("error TS"))
      resolve({ errors, files: lines.filter((line) => line.startsWith("/")).map((line) => relative(root, line)) })
    })
  })
}
