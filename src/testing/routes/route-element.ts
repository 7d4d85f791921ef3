/** A node of a dynamic route, as the documented JSON spells it. */
export interface RouteElement {
  readonly id: string
  readonly type: "start" | "conditional" | "percentage" | "rate" | "model" | "end"
  /** Where each outcome leads: `next`, `true`, `false`, `success`, `fallback`, or a share such as `"10%"`. */
  readonly outputs: { readonly [name: string]: { readonly elementId: string } | undefined }
  readonly properties?: { readonly [name: string]: unknown } | undefined
}
