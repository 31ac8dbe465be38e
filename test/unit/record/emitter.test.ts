import { describe, expect, test } from "vitest";
import { batchPrime, Emitter, isBatchSized } from "#record/emitter";

const emitter = () => {
  const emit = new Emitter("test", "inference");
  return { emit, x: emit.graph.input("x", "float32", [batchPrime, 4, 6]) };
};

test("equal nodes are one; other attributes make another", () => {
  const { emit, x } = emitter();
  const twice = [emit.transpose(x, [0, 2, 1]), emit.transpose(x, [0, 2, 1])];
  expect(twice[0]).toBe(twice[1]);
  expect(emit.transpose(x, [2, 1, 0])).not.toBe(twice[0]);
  expect(emit.graph.nodes.length).toBe(2);
});

test("equal constants are one, of any size", () => {
  const { emit } = emitter();
  expect(emit.scalar(2)).toBe(emit.scalar(2));
  expect(emit.scalar(2)).not.toBe(emit.constant(Int32Array.of(2), [], "int32"));
  const large = (last: number) => {
    const data = new Float32Array(65);
    data[64] = last;
    return emit.constant(data, [65]);
  };
  expect(large(1)).toBe(large(1));
  expect(large(1)).not.toBe(large(2));
  expect(large(0)).not.toBe(large(-0));
});

describe("reshape", () => {
  test("to the same shape is nothing; of a reshape, the outer one alone", () => {
    const { emit, x } = emitter();
    expect(emit.reshape(x, [batchPrime, 4, 6])).toBe(x);
    const flat = emit.reshape(emit.reshape(x, [batchPrime, 24]), [4 * batchPrime, 6]);
    expect(flat.producer!.inputs[0]).toBe(x);
    expect(emit.reshape(flat, [batchPrime, 4, 6])).toBe(x);
  });

  test("writes −1 where the batch is", () => {
    const { emit, x } = emitter();
    const flat = emit.reshape(x, [batchPrime, 24]);
    expect([...(flat.producer!.inputs[1]!.data as BigInt64Array)]).toEqual([-1n, 24n]);
  });
});

test("a slice of everything, a pad of nothing and a concatenation of one are the value itself", () => {
  const { emit, x } = emitter();
  expect(emit.slice(x, 1, 0, 4)).toBe(x);
  expect(emit.pad(x, 1, 0, 0)).toBe(x);
  expect(emit.concat([x], 1)).toBe(x);
  expect(emit.sum([x])).toBe(x);
  expect(emit.cast(x, "float32")).toBe(x);
});

test("shapes of slices with a step, of pads and of concatenations", () => {
  const { emit, x } = emitter();
  expect(emit.slice(x, 2, 1, 6, 2).shape).toEqual([batchPrime, 4, 3]);
  expect(emit.pad(x, 1, 2, 1).shape).toEqual([batchPrime, 7, 6]);
  expect(emit.concat([x, x, x], 2).shape).toEqual([batchPrime, 4, 18]);
});

test("an index that depends on the batch is refused", () => {
  const { emit, x } = emitter();
  expect(() => emit.slice(x, 0, 1, batchPrime)).toThrow("depends on the symbolic batch size");
});

test("the batch is told from real sizes by its factor", () => {
  expect([batchPrime, 3 * batchPrime].every(isBatchSized)).toBe(true);
  expect([0, 1, 128, 2 ** 31].some(isBatchSized)).toBe(false);
});

describe("an elementwise operator of repeated values", () => {
  const repeated = (emit: Emitter, name: string, shape: readonly number[]) =>
    emit.add("Expand", [emit.graph.input(name, "float32", shape), emit.ints([3, 4, 6])], [3, 4, 6]);

  test("takes what is repeated where the other operand spreads it", () => {
    const { emit } = emitter();
    const full = emit.graph.input("y", "float32", [3, 4, 6]);
    const few = repeated(emit, "few", [3, 1, 1]);
    expect(emit.binary("Sub", full, few).producer!.inputs).toEqual([full, emit.graph.inputs[2]]);
    expect(emit.binary("Sub", few, full).producer!.inputs[1]).toBe(full);
  });

  test("works on the few and repeats the result where nobody spreads them", () => {
    const { emit } = emitter();
    const both = emit.binary("Mul", repeated(emit, "a", [3, 1, 1]), repeated(emit, "b", [1, 1, 6]));
    expect(both.shape).toEqual([3, 4, 6]);
    expect(both.producer!.op).toBe("Expand");
    expect(both.producer!.inputs[0]).toMatchObject({ shape: [3, 1, 6] });
  });
});

describe("an elementwise operator with a vector", () => {
  const add = (purpose: "training" | "inference", shape: readonly number[]) => {
    const emit = new Emitter("test", purpose);
    const sum = emit.binary(
      "Add",
      emit.graph.input("x", "float32", shape),
      emit.graph.input("v", "float32", [32]),
    );
    return { sum, node: sum.producer!.op === "Reshape" ? sum.producer!.inputs[0]! : sum };
  };

  test("repeats the vector where a graph trains", () => {
    const { sum, node } = add("training", [64, 128, 32]);
    expect(node.producer!.inputs.map((input) => input?.shape)).toEqual([[256, 1024], [1024]]);
    expect(sum.shape).toEqual([64, 128, 32]);
  });

  test("leaves it to broadcasting where it infers, or where there is little to add", () => {
    expect(add("inference", [64, 128, 32]).node.producer!.inputs[1]?.shape).toEqual([32]);
    expect(add("training", [4, 8, 32]).node.producer!.inputs[1]?.shape).toEqual([32]);
  });
});
