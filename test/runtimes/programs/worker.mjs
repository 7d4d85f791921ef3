import * as gateway from "cf-ai-gateway"
import { runProgram } from "./program.mjs"

export default {
  async fetch(_request, env) {
    return Response.json(await runProgram(env.BASE_URL, gateway))
  },
}
