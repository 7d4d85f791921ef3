import type { $ZodIssue } from "zod/v4/core"

/** One thing that is wrong with a value: where, and what. Never the value itself, which may be a prompt. */
export interface Issue {
  /** Keys from the root, e.g. `["messages", 0, "role"]`. */
  readonly path: readonly PropertyKey[]
  /** What was expected, e.g. `must be a string`. */
  readonly message: string
}

const nouns: Record<string, string> = {
  string: "a string",
  number: "a finite number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
}

// zod/mini carries no words of its own ("Invalid input"), and an issue may hold the input: only path and expectation pass.
export function toIssues(issues: readonly $ZodIssue[]): Issue[] {
  return issues.map((issue) => ({
    path: issue.path,
    message:
      issue.message !== "Invalid input"
        ? issue.message
        : issue.code === "invalid_type"
          ? `must be ${nouns[issue.expected] ?? issue.expected}`
          : "is not valid",
  }))
}

/** `messages.0.role must be a string; temperature must be a finite number` */
export function describeIssues(issues: readonly Issue[]): string {
  const shown = issues.slice(0, 5).map((issue) => `${issue.path.map(String).join(".") || "the value"} ${issue.message}`)
  const more = issues.length - shown.length
  return shown.join("; ") + (more > 0 ? `; and ${more} more` : "")
}
