import type { Logger } from "./request-options.ts"

/** The same logger, except that what it throws changes nothing. */
export function guardLogger(logger: Logger): Logger {
  const guard = (level: keyof Logger) => (fields: object, message: string) => {
    try {
      logger[level](fields, message)
    } catch {
      // There is nobody left to tell.
    }
  }
  return { debug: guard("debug"), info: guard("info"), warn: guard("warn"), error: guard("error") }
}
