/** @file Lends a model's variables to a function that assigns to them, and restores them afterwards. */
import { clone, dispose, keep, type Tensor, type Variable } from "@tensorflow/tfjs";

/** Run `body`; whatever it assigns to the variables is undone. */
export function withBorrowedVariables<T>(variables: readonly Variable[], body: () => T): T {
  const saved: Tensor[] = variables.map((variable) => keep(clone(variable)));
  try {
    return body();
  } finally {
    for (const [i, variable] of variables.entries()) variable.assign(saved[i]!);
    dispose(saved);
  }
}
