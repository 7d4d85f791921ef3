import { createGatewayRecord } from "../gateway/gateway-record.ts"
import { startCall, type Answer, type Call } from "../http/transport.ts"
import type { Caller } from "./caller.ts"
import { observe, type CallOutcome } from "./observe.ts"
import type { PreparedCall } from "./prepare-call.ts"

/** A call that was answered. */
export interface Performance {
  readonly caller: Caller
  readonly request: PreparedCall
  readonly call: Call
  readonly answer: Answer
  /** To be told once how it ended, now or when the stream has. */
  readonly finish: (end: CallOutcome) => void
}

/** Prepares, sends and observes a call; `receive` makes of the answer what the caller gets. */
export async function perform<Result>(
  caller: Caller,
  prepare: () => PreparedCall,
  receive: (performance: Performance) => Result | Promise<Result>,
): Promise<Result> {
  const observers = observe(caller.config)
  let call: ReturnType<typeof startCall> | undefined
  const finish = (end: CallOutcome): void => {
    if (call) call.timings.totalMs = call.elapsed()
    call?.lifeline.release()
    observers.finish(call?.record ?? noRecord, end)
  }
  try {
    const request = prepare()
    observers.request(request.describe)
    call = startCall(request.wire, request.options, observers.attempt)
    const answer = await call.answer()
    return await receive({ caller, request, call, answer, finish })
  } catch (error) {
    finish({ error })
    throw error
  }
}

const noRecord = () => createGatewayRecord({ attempts: [], timings: {} }, 0)
