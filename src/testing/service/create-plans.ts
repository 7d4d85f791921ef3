import { planFault } from "../faults/parse-fault.ts"
import type { PlannedFault } from "../faults/planned-fault.ts"
import type { LocalReply } from "../local-reply.ts"
import { assertReply } from "../models/assert-model.ts"

/** What was planned for the next requests, in turn. */
export interface Plans {
  addReplies(replies: readonly LocalReply[]): void
  addFault(name: string, options: FaultOptions): void
  /** The next reply, where a reply is next. */
  takeReply(): LocalReply | undefined
  /** The next fault, where a fault is next. */
  takeFault(): PlannedFault | undefined
  clear(): void
}

type Plan = { readonly reply: LocalReply } | { readonly fault: PlannedFault; left: number }

/** How often and when something goes wrong. */
export interface FaultOptions {
  readonly times?: number | undefined
  /** Events, or pieces of a body, that come first. */
  readonly afterEvents?: number | undefined
  /** Milliseconds, for what waits. */
  readonly ms?: number | undefined
}

export function createPlans(): Plans {
  const plans: Plan[] = []
  return {
    addReplies(replies) {
      for (const reply of replies) if (typeof reply !== "function") assertReply(reply, "The reply of local.reply")
      plans.push(...replies.map((reply) => ({ reply })))
    },
    addFault(name, options) {
      const fault = planFault(name, options)
      const { times = 1 } = fault
      if (times > 0) plans.push({ fault, left: times })
    },
    takeReply() {
      const [next] = plans
      if (!next || !("reply" in next)) return undefined
      plans.shift()
      return next.reply
    },
    takeFault() {
      const [next] = plans
      if (!next || !("fault" in next)) return undefined
      if (--next.left <= 0) plans.shift()
      return next.fault
    },
    clear: () => void (plans.length = 0),
  }
}
