/** Joins the events of a stream to the whole that they are pieces of. */
export interface Fold<Event, Whole> {
  add(event: Event): void
  /** The whole so far, a value of its own. */
  snapshot(): Whole
  /** Whether the answer says that it has ended: a stream that stops before was cut off. */
  isFinished(): boolean
}
