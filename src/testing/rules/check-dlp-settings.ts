import type { Issue } from "../../schemas/issue.ts"
import type { LocalDlp } from "../local-gateway-options.ts"
import { byName, flag, list, must, oneOf, options, unknownName, type Check } from "./checks.ts"
import { knownProfiles } from "./dlp-profiles.ts"

// It goes into a header.
const id = must("printable ASCII", (value) => typeof value === "string" && /^[ -~]+$/.test(value))

const pattern: Check = (value) => {
  if (typeof value !== "string") return [{ path: [], message: "must be a regular expression, as text" }]
  try {
    void new RegExp(value)
    return []
  } catch (error) {
    return [{ path: [], message: `is no regular expression: ${(error as Error).message}` }]
  }
}

const idProblem = (name: string) => id(name)[0]?.message

const shape = options(
  {
    policies: list(
      options(
        {
          id,
          enabled: flag,
          action: oneOf("FLAG", "BLOCK"),
          check: list(oneOf("REQUEST", "RESPONSE")),
          profiles: list(id),
        },
        ["id", "action", "check", "profiles"],
      ),
    ),
    profiles: byName(byName(pattern, idProblem), idProblem),
  },
  ["policies"],
)

/** What is wrong with the settings of data loss prevention. */
export const checkDlpSettings: Check = (value) => {
  const issues = shape(value)
  return issues.length > 0 ? issues : unknownProfiles(value as LocalDlp)
}

function unknownProfiles({ policies, profiles = {} }: LocalDlp): Issue[] {
  const known = [...Object.keys(profiles), ...knownProfiles]
  return policies.flatMap((policy, index) =>
    policy.profiles.flatMap((profile, place) => {
      const message = unknownName(profile, known, "profile")
      return message === undefined ? [] : { path: ["policies", index, "profiles", place], message }
    }),
  )
}
