/** A node of a dynamic route, as the documented JSON spells it. */
export type RouteElement =
  | { readonly id: string; readonly type: "start"; readonly outputs: { readonly next: RouteOutput } }
  | {
      readonly id: string
      readonly type: "conditional"
      /** Like MongoDB's: `{ "metadata.plan": { $eq: "paid" } }`, over `body.…`, `headers.…` and `metadata.…`. */
      readonly properties: { readonly conditions: { readonly [field: string]: unknown } }
      readonly outputs: { readonly true: RouteOutput; readonly false: RouteOutput }
    }
  | {
      readonly id: string
      readonly type: "percentage"
      /** Up to 5 shares such as `"10%"`, 100 together. */
      readonly outputs: { readonly [share: `${number}%`]: RouteOutput }
    }
  | {
      readonly id: string
      readonly type: "rate"
      readonly properties: {
        readonly limitType: "count" | "cost"
        /** The field that each limit is for, as `metadata.user`. */
        readonly key: string
        /** Requests, or US dollars. */
        readonly limit: number
        /** Seconds. */
        readonly window: number
      }
      readonly outputs: { readonly success: RouteOutput; readonly fallback?: RouteOutput | undefined }
    }
  | {
      readonly id: string
      readonly type: "model"
      readonly properties: {
        readonly provider: string
        readonly model: string
        /** Milliseconds to the first byte. */
        readonly timeout?: number | undefined
        readonly retries?: number | undefined
      }
      readonly outputs: { readonly success: RouteOutput; readonly fallback?: RouteOutput | undefined }
    }
  | { readonly id: string; readonly type: "end"; readonly outputs: { readonly [name: string]: never } }

/** Where an outcome leads. */
export interface RouteOutput {
  readonly elementId: string
}

/** A node as it is walked, whichever it is. */
export interface AnyRouteElement {
  readonly id: string
  readonly type: RouteElement["type"]
  readonly outputs: { readonly [name: string]: RouteOutput | undefined }
  readonly properties?: { readonly [name: string]: unknown } | undefined
}
