/** Sends a request in the account's own name: nobody is asked for a token. */
export type SendBound = (url: string, init: RequestInit) => Promise<Response>
