import * as z from "zod/mini"
import { custom } from "./custom.ts"

/** A list whose entries fit a schema; what is wrong with one is told with its place. zod's own array weighs 450 bytes more. */
export function listOf<S extends z.ZodMiniType>(entry: S, wrong: string): z.ZodMiniType<z.output<S>[], z.input<S>[]> {
  const list = custom<z.input<S>[]>(Array.isArray, wrong).check(({ value, issues }) => {
    for (const [index, each] of value.entries())
      for (const issue of entry.safeParse(each).error?.issues ?? [])
        issues.push({ ...issue, input: undefined, path: [index, ...issue.path] } as never)
  })
  return list as never
}
