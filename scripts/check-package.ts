// Packs the package as npm would publish it, and uses it as others do: import, require and TypeScript, in empty projects.
import { spawn } from "node:child_process"
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { delimiter, dirname, join } from "node:path"
import { isDeepStrictEqual } from "node:util"

// Each with the Node types that its users are likely to have.
const compilers = { "5.4.5": "20.19.25", "5.9.3": "22.19.1", "6.0.3": "24.19.2", "7.0.2": "24.19.2" }

const expected = {
  whole: "Straight on",
  logId: "01JADMCQQQBWH3NXZ5GCRN98DP",
  streamed: ["Straight", " on"],
  final: "Straight on",
  tokens: 5,
  refused: "GatewayResponseError",
  faked: "Made up",
  parsed: { choices: [] },
  listen: "function",
}

const root = dirname(import.meta.dirname)
const consumers = join(import.meta.dirname, "consumers")
const temp = mkdtempSync(join(tmpdir(), "cf-ai-gateway-"))
let failed = 0

try {
  const tarball = await checkPack()
  if (tarball) {
    await check("publint", () => run(root, "npx", "--no", "publint", "run", tarball, "--strict"))
    await check("are the types wrong", () =>
      run(root, "npx", "--no", "attw", tarball, "--profile", "node16", "--no-emoji"),
    )
    await checkRuns(tarball)
    await checkTypes(tarball)
  }
} finally {
  rmSync(temp, { recursive: true, force: true })
}
process.exitCode = failed > 0 ? 1 : 0

async function checkPack(): Promise<string | undefined> {
  let tarball: string | undefined
  await check("pack", async () => {
    const [packed] = JSON.parse(
      await run(root, "npm", "pack", "--json", "--ignore-scripts", "--pack-destination", temp),
    )
    tarball = join(temp, packed.filename)
    const files: string[] = packed.files.map((file: { path: string }) => file.path)
    const around = ["CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "README.md", "package.json"]
    const missing = [
      ...around,
      "dist/index.js",
      "dist/index.cjs",
      "dist/index.d.ts",
      "dist/index.d.cts",
      "dist/cli.js",
    ].filter((file) => !files.includes(file))
    const foreign = files.filter(
      (file) =>
        !around.includes(file) &&
        !/^(dist\/.*(\.d\.c?ts|\.c?js)|docs\/((operations|decisions)\/)?[\w-]+\.md|examples\/([\w-]+\.ts|(worker|queue)\/[\w./-]+))$/.test(
          file,
        ),
    )
    if (missing.length > 0) throw new Error(`missing: ${missing.join(", ")}`)
    if (foreign.length > 0) throw new Error(`does not belong: ${foreign.join(", ")}`)
    const dead = deadLinks(files)
    if (dead.length > 0) throw new Error(`leads to nothing in the package: ${dead.join(", ")}`)
  })
  return tarball
}

// A document that is shipped must not send its reader to one that is not.
function deadLinks(files: readonly string[]): string[] {
  return files
    .filter((file) => file.endsWith(".md"))
    .flatMap((file) =>
      [...readFileSync(join(root, file), "utf8").matchAll(/\]\((?!https?:|#)([^)#]+)/g)].flatMap(([, link = ""]) => {
        const target = join(dirname(file), link)
        const isThere = files.some((one) => one === target || one.startsWith(target.replace(/\/?$/, "/")))
        return isThere ? [] : [`${file}: ${link}`]
      }),
    )
}

// Import and require, on the Node that runs this and on the machine's own, with the newest dependencies and the oldest allowed.
async function checkRuns(tarball: string): Promise<void> {
  const gateway = await startGateway()
  const { dependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"))
  const oldest = Object.entries<string>(dependencies).map(([name, range]) => `${name}@${range.replace("^", "")}`)
  try {
    for (const [name, versions] of Object.entries({ newest: [], oldest })) {
      const folder = await install(`run-${name}`, [tarball, ...versions])
      for (const file of ["consumer.mjs", "consumer.cjs"]) {
        copyFileSync(join(consumers, file), join(folder, file))
        for (const node of new Set([process.execPath, systemNode()])) {
          const label = `${file === "consumer.mjs" ? "import" : "require"} on Node ${await nodeVersion(node)}, ${name} dependencies`
          await check(label, async () => expectAnswers(await run(folder, node, file, gateway.url)))
        }
      }
    }
    const folder = await install("run-typescript", [tarball, "typescript@5.9.3"])
    copyFileSync(join(consumers, "consumer.ts"), join(folder, "consumer.ts"))
    writeFileSync(
      join(folder, "run.mjs"),
      'import { run } from "./consumer.js"\nconsole.log(JSON.stringify(await run(process.argv[2])))\n',
    )
    await check(`TypeScript on Node ${await nodeVersion(systemNode())}`, async () => {
      writeConfig(folder, { module: "nodenext", moduleResolution: "nodenext", lib: ["ES2022", "DOM"], types: [] })
      await run(folder, process.execPath, "node_modules/typescript/bin/tsc", "-p", ".")
      expectAnswers(await run(folder, systemNode(), "run.mjs", gateway.url))
    })
  } finally {
    await gateway.close()
  }
}

// The types alone: every compiler, every way to resolve, with the DOM's globals alone and with Node's alone.
async function checkTypes(tarball: string): Promise<void> {
  const resolutions = {
    node16: { module: "node16", moduleResolution: "node16" },
    nodenext: { module: "nodenext", moduleResolution: "nodenext" },
    bundler: { module: "esnext", moduleResolution: "bundler" },
  }
  const globals = {
    "the DOM alone": { lib: ["ES2022", "DOM"], types: [] },
    "@types/node alone": { lib: ["ES2022"], types: ["node"] },
  }
  for (const [compiler, nodeTypes] of Object.entries(compilers)) {
    const folder = await install(`types-${compiler}`, [tarball, `typescript@${compiler}`, `@types/node@${nodeTypes}`])
    for (const file of ["consumer.ts", "consumer.cts"]) copyFileSync(join(consumers, "consumer.ts"), join(folder, file))
    for (const [resolution, modules] of Object.entries(resolutions)) {
      for (const [environment, libraries] of Object.entries(globals)) {
        await check(`TypeScript ${compiler}, ${resolution}, ${environment}`, async () => {
          writeConfig(folder, { ...modules, ...libraries, noEmit: true })
          await run(folder, process.execPath, "node_modules/typescript/bin/tsc", "-p", ".")
        })
      }
    }
  }
}

async function check(name: string, act: () => Promise<unknown> | void): Promise<void> {
  try {
    await act()
    console.log(`ok package: ${name}`)
  } catch (error) {
    failed += 1
    console.log(
      `FAIL package: ${name}\n${String(error instanceof Error ? error.message : error).replaceAll(/^/gm, "  ")}`,
    )
  }
}

async function install(name: string, packages: readonly string[]): Promise<string> {
  const folder = join(temp, name)
  mkdirSync(folder)
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "consumer", private: true, type: "module" }))
  await run(folder, "npm", "install", "--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error", ...packages)
  return folder
}

function writeConfig(folder: string, options: object): void {
  const strict = {
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: false,
    target: "ES2022",
  }
  writeFileSync(
    join(folder, "tsconfig.json"),
    JSON.stringify({ compilerOptions: { ...strict, ...options }, include: ["consumer.*"] }),
  )
}

function expectAnswers(output: string): void {
  const answers = JSON.parse(output)
  if (!isDeepStrictEqual(answers, expected))
    throw new Error(`got ${JSON.stringify(answers)}\ninstead of ${JSON.stringify(expected)}`)
}

function run(folder: string, command: string, ...args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: folder, stdio: ["ignore", "pipe", "pipe"], timeout: 300_000 })
    const output = { stdout: "", stderr: "" }
    child.stdout.setEncoding("utf8").on("data", (text: string) => (output.stdout += text))
    child.stderr.setEncoding("utf8").on("data", (text: string) => (output.stderr += text))
    child.on("error", reject)
    child.on("close", (code) => {
      if (code === 0) resolve(output.stdout)
      else reject(new Error(`${command} ${args.join(" ")} ended with ${code}\n${output.stdout}${output.stderr}`.trim()))
    })
  })
}

// npm puts the project's own Node before the machine's.
function systemNode(): string {
  const folders = (process.env["PATH"] ?? "")
    .split(delimiter)
    .filter((folder) => !folder.includes("node_modules") && !folder.includes("node-gyp-bin"))
  return folders.map((folder) => join(folder, "node")).find((file) => existsSync(file)) ?? process.execPath
}

async function nodeVersion(node: string): Promise<string> {
  return (await run(temp, node, "--version")).trim().slice(1)
}

// Speaks HTTP by hand, so that the package does not judge itself.
async function startGateway(): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => void answer(request, response))
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => new Promise((resolve) => void server.close(() => resolve())),
  }
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  let text = ""
  for await (const chunk of request.setEncoding("utf8")) text += chunk
  const body = JSON.parse(text)
  const isRight =
    request.url === "/compat/chat/completions" && request.headers["cf-aig-authorization"] === "Bearer consumer"
  const usage = { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 }
  if (!isRight) send(response, 404, { error: "wrong path or token" })
  else if (body.model === "openai/gone")
    send(response, 429, { success: false, error: [{ code: 2003, message: "Rate limited" }] })
  else if (body.stream) {
    response.writeHead(200, { "content-type": "text/event-stream" })
    for (const content of ["Straight", " on"]) {
      response.write(
        `data: ${JSON.stringify(chunk({ choices: [{ index: 0, delta: { content }, finish_reason: null }] }))}\n\n`,
      )
    }
    response.write(
      `data: ${JSON.stringify(chunk({ choices: [{ index: 0, delta: {}, finish_reason: "stop" }], usage }))}\n\n`,
    )
    response.end("data: [DONE]\n\n")
  } else {
    const message = { role: "assistant", content: "Straight on", refusal: null }
    const choices = [{ index: 0, message, finish_reason: "stop", logprobs: null }]
    send(response, 200, {
      id: "chatcmpl-1",
      object: "chat.completion",
      created: 1_767_225_600,
      model: body.model,
      choices,
      usage,
    })
  }
}

function chunk(parts: object): object {
  return { id: "chatcmpl-2", object: "chat.completion.chunk", created: 1_767_225_600, model: "gpt-5-mini", ...parts }
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json", "cf-aig-log-id": "01JADMCQQQBWH3NXZ5GCRN98DP" })
  response.end(JSON.stringify(body))
}
