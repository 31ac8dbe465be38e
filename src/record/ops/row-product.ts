/** @file aᵀ · b over many rows, as gradients of filters are: onnxruntime is slow in two ways that can be gone around. */
import type { Value } from "#graph/graph";
import { type Emitter, isBatchSized, sizes } from "#record/emitter";

/** Rows from which another form is worth its extra nodes. */
const manyRows = 2048;
/** Columns that onnxruntime's kernels take at once; what is left of them is slow. */
const stride = 16;

/**
 * [rows, m], [rows, n] → [m, n]. What is transposed is copied: the narrower of the two should be, and its product
 * turned; (8 192 rows, 96 and 48 columns: 1.2 ms in place of 1.7). Two halves of the rows are a batch of products, which
 * threads share better than one.
 */
export function productOverRows(emit: Emitter, a: Value, b: Value): Value {
  const [rows, m] = sizes(a) as [number, number];
  const n = sizes(b)[1]!;
  if (rows < manyRows || isBatchSized(rows)) return emit.gemm(a, b, true);
  if (n < m && m % stride === 0) return emit.transpose(halved(emit, b, a), [1, 0]);
  return halved(emit, a, b);
}

function halved(emit: Emitter, a: Value, b: Value): Value {
  const [rows, m] = sizes(a) as [number, number];
  const n = sizes(b)[1]!;
  if (rows % 2 !== 0) return emit.gemm(a, b, true);
  const halves = (x: Value) => emit.reshape(x, [2, rows / 2, sizes(x)[1]!]);
  const both = emit.add("MatMul", [emit.transpose(halves(a), [0, 2, 1]), halves(b)], [2, m, n]);
  return emit.add("ReduceSum", [both, emit.ints([0])], [m, n], { attributes: { keepdims: 0 } });
}
