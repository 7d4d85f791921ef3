import type * as z from "zod/mini"
import { createInputRefusal, createRefusal } from "./envelope.ts"

/** The body as the schema has it; anything else is refused with 400 and code 7001, field by field. */
export async function readBody<T>(request: Request, schema: z.ZodMiniType<T>): Promise<T> {
  const body: unknown = await request.json().catch(() => {
    throw createInputRefusal("The body must be JSON", ["body"])
  })
  const { success, data, error } = schema.safeParse(body)
  if (success) return data
  throw createRefusal(
    400,
    error.issues.map(({ path, message }) => ({ code: 7001, message, path: ["body", ...path] })),
  )
}
