import { readTexts } from "./read-texts.js"

const form = document.querySelector("form")
const [ask, stop] = form.querySelectorAll("button")
const answer = document.querySelector("#answer")
const problem = document.querySelector("#problem")

form.addEventListener("submit", async (event) => {
  event.preventDefault()
  const controller = new AbortController()
  stop.addEventListener("click", () => controller.abort(), { once: true })
  ask.disabled = true
  stop.disabled = false
  answer.textContent = problem.textContent = ""
  try {
    const { signal } = controller
    const body = JSON.stringify({ question: form.elements.question.value })
    const headers = { "content-type": "application/json" }
    for await (const text of readTexts(await fetch("/chat", { method: "POST", headers, body, signal })))
      answer.append(text)
  } catch (error) {
    if (!controller.signal.aborted) problem.textContent = `That did not work: ${error.message}`
  }
  ask.disabled = false
  stop.disabled = true
})
