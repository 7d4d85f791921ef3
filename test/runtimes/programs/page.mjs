import * as gateway from "cf-ai-gateway"
import { runProgram } from "./program.mjs"

// A page with a strict content policy must not see it broken.
const violations = []
document.addEventListener("securitypolicyviolation", (event) => violations.push(event.violatedDirective))

const verdicts = await runProgram(location.origin, gateway).catch((error) => ({ thrown: String(error) }))
await fetch("/report", { method: "POST", body: JSON.stringify({ ...verdicts, violations }) })
