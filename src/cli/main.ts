#!/usr/bin/env node
import { exitCodes } from "./exit-codes.ts"

// Parts of Node would warn of the two, as soon as they are loaded: so the rest comes after.
if (process.env["NO_COLOR"]) delete process.env["FORCE_COLOR"]
const [{ printError }, { runProgram }, { toWriteError }] = await Promise.all([
  import("./print-error.ts"),
  import("./run-program.ts"),
  import("./to-write-error.ts"),
])

for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    // Whoever read has had enough, as `head` has.
    if (error.code === "EPIPE") process.exit(exitCodes.ok)
    if (stream === process.stdout) printError(toWriteError(error), process)
    process.exit(exitCodes.failed)
  })
}

const exitCode = await runProgram(process.argv.slice(2), process)
// A check that failed has set its own.
process.exitCode ||= exitCode
// What a configuration left open must not hold the process, once all is printed.
setTimeout(() => process.stdout.writableLength > 0 || process.exit(), 1000).unref()
