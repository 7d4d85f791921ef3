#!/usr/bin/env node
import { exitCodes } from "./exit-codes.ts"
import { runProgram } from "./run-program.ts"

for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    // Whoever read has had enough, as `head` has.
    if (error.code === "EPIPE") process.exit(exitCodes.ok)
    throw error
  })
}

const exitCode = await runProgram(process.argv.slice(2), process)
// A check that failed has set its own.
process.exitCode ||= exitCode
