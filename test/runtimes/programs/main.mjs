import * as gateway from "cf-ai-gateway"
import { runProgram } from "./program.mjs"

console.log(JSON.stringify(await runProgram(process.argv[2], gateway)))
