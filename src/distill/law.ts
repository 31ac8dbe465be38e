/** @file Claims of a lesson's term that the contract suite checks. */

export type Law =
  | "zero-at-teacher" // the term vanishes where student and teacher agree
  | "shift-invariant" // a constant added to a sample's logits changes nothing
  | "per-sample" // the term is the mean of its rows, each a batch of its own
  | "order-free" // the order of the batch does not matter; every "per-sample" term is that
  | "never-negative"
  | "labels-only"; // there is no term: teachers are not looked at

export interface Lawful {
  /** Of the term, or of every loss that the step minimises where it has one of its own. */
  readonly laws: readonly Law[];
}
