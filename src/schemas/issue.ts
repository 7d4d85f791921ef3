import type { $ZodIssue } from "zod/v4/core"

/** One thing that is wrong with a value: where, and what. Never the value itself, which may be a prompt. */
export interface Issue {
  /** Keys from the root, e.g. `["messages", 0, "role"]`. */
  readonly path: readonly PropertyKey[]
  /** What was expected, e.g. `must be a string`. */
  readonly message: string
}

// zod/mini carries no words of its own ("Invalid input"), and an issue may hold the input: only path and expectation pass.
export function toIssues(issues: readonly $ZodIssue[]): Issue[] {
  return issues.map(({ path, message, ...issue }) => ({
    path,
    message: "expected" in issue && message === "Invalid input" ? `must be an ${issue.expected}` : message,
  }))
}

/** `messages.0.role must be text; temperature must be a number`. `root` names the whole. */
export function describeIssues(issues: readonly Issue[], root = "the reply"): string {
  return issues
    .slice(0, 5)
    .map(({ path, message }) => `\`${path.join(".") || root}\` ${message}`)
    .join("; ")
}
