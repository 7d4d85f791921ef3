/** How a command ends, as `--help` says it. */
export const exitCodes = {
  ok: 0,
  /** The request or a check failed. */
  failed: 1,
  /** Wrong usage or configuration: nothing was sent. */
  usage: 2,
  /** 128 and the number of SIGINT, as shells count. */
  interrupted: 130,
} as const

/** The end of `--help`. */
export const exitCodesHelp = `
Exit codes:
  0    all well
  1    the request or a check failed
  2    wrong usage or configuration
  130  interrupted`
