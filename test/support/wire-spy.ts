import type { AiBinding } from "../../src/index.ts"

/** A request as a fetch was given it. */
export interface SentRequest {
  readonly url: string
  readonly method: string | undefined
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
}

/** A fetch that notes what is sent and answers as told. */
export function createWireSpy(answer: () => Response) {
  const sent: SentRequest[] = []
  const fetch = async (url: string, { method, headers, body }: RequestInit): Promise<Response> => {
    sent.push({ url, method, headers: Object.fromEntries(new Headers(headers)), body: JSON.parse(String(body)) })
    return answer()
  }
  return { sent, fetch }
}

/** An `env.AI` that notes what is called and answers as told. */
export function createBindingSpy(answer: () => unknown) {
  const calls: unknown[][] = []
  const binding: AiBinding = {
    async run(...given) {
      calls.push(["run", ...given])
      return answer()
    },
    gateway: (id) => ({
      async run(...given: unknown[]) {
        calls.push(["gateway", id, ...given])
        return answer()
      },
      getLog: async () => ({}),
      patchLog: async () => {},
    }),
  }
  return { calls, binding }
}
