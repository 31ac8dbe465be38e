import {
  add,
  getBackend,
  input,
  layers,
  model,
  mul,
  randomUniform,
  reshape,
  type SymbolicTensor,
  setBackend,
  spectral,
  square,
  sum,
  type Tensor,
  tensor,
  unique,
} from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { UserError } from "#core/errors";
import { withBorrowedVariables } from "#record/borrow";
import { recordInference } from "#record/inference";
import { conv, normRelu } from "#record/layers/blocks";
import { quietTf } from "#record/quiet";
import { record } from "#record/record";
import { cnn1dTiny } from "#students/cnn1d-tiny";
import { runGraph } from "#test/support/run-graph";

beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
});

describe("the batch", () => {
  test("has a name wherever it occurs, in multiples too", () => {
    const graph = record({ name: "batch" }, (recorder) => {
      const x = recorder.input("x", [null, 8, 3]);
      recorder.output("rows", reshape(mul(x, 2), [-1, 3]));
      recorder.output("total", sum(x, [1, 2]));
    });
    expect(graph.inputs[0]!.shape).toEqual(["batch", 8, 3]);
    expect(graph.outputs.map(({ shape }) => shape)).toEqual([["8*batch", 3], ["batch"]]);
  });

  test("may be of any size when the graph runs", async () => {
    const graph = record({ name: "batch" }, (recorder) => {
      recorder.output("y", reshape(mul(recorder.input("x", [null, 2]), 3), [-1]));
    });
    for (const size of [1, 5]) {
      const data = Float32Array.from({ length: 2 * size }, (_, i) => i);
      const { y } = await runGraph(graph, { x: { data, shape: [size, 2] } });
      expect(y!.shape).toEqual([2 * size]);
      expect([...(y!.data as Float32Array)]).toEqual([...data].map((v) => 3 * v));
    }
  });

  test("a fixed one stays a number", () => {
    const graph = record({ name: "fixed" }, (recorder) => {
      recorder.output("y", mul(recorder.input("x", [4, 2]), 3));
    });
    expect(graph.inputs[0]!.shape).toEqual([4, 2]);
  });
});

describe("the graph", () => {
  test("has one node for equal computations", () => {
    const graph = record({ name: "shared" }, (recorder) => {
      const x = recorder.input("x", [2]);
      recorder.output("y", add(mul(x, 2), square(mul(x, 2))));
    });
    expect(graph.nodesOf("Mul").length).toBeLessThanOrEqual(2); // the product, and perhaps its square
    const products = graph.nodesOf("Mul").filter(({ inputs }) => inputs.includes(graph.inputs[0]));
    expect(products.length).toBe(1);
  });

  test("holds nothing that its outputs do not need", () => {
    const graph = record({ name: "pruned" }, (recorder) => {
      const x = recorder.input("x", [2]);
      square(add(x, 1));
      recorder.output("y", mul(x, 2));
    });
    expect(graph.nodes.map(({ op }) => op)).toEqual(["Mul"]);
  });

  test("takes tensors made outside as constants", async () => {
    const weights = tensor([10, 20]);
    const graph = record({ name: "constant" }, (recorder) => {
      recorder.output("y", mul(recorder.input("x", [2]), weights));
    });
    const { y } = await runGraph(graph, { x: { data: Float32Array.of(1, 2), shape: [2] } });
    expect([...(y!.data as Float32Array)]).toEqual([10, 40]);
  });

  test("names nodes after the layers they come from", () => {
    const inputs = [{ modality: "acc", length: 16, channels: 3 }];
    const network = cnn1dTiny.build({ inputs, classes: 2, seed: 1 }, cnn1dTiny.options);
    const graph = recordInference(network, ["features"]);
    const named = graph.nodes.map(({ name }) => name.split("/")[0]);
    for (const layer of ["conv1", "conv2_bn", "pool1", "conv3_relu", "features", "logits"])
      expect(named).toContain(layer);
    expect(new Set(graph.nodes.map(({ name }) => name)).size).toBe(graph.nodes.length);
    expect(graph.outputs.map(({ name }) => name)).toEqual(["logits", "features"]);
  });
});

/** A layer whose kernel is not recorded. */
class Distinct extends layers.Layer {
  static readonly className = "Distinct";

  override call(inputs: Tensor | Tensor[]): Tensor {
    return unique(Array.isArray(inputs) ? inputs[0]! : inputs, 1).values;
  }

  override computeOutputShape(shape: (number | null)[]): (number | null)[] {
    return shape;
  }
}

describe("what cannot be recorded", () => {
  test("a kernel that is not known: its name and its layer", () => {
    const x = input({ shape: [4] });
    const make = (config: object): layers.Layer =>
      new (Distinct as never as new (c: object) => layers.Layer)(config);
    const y = make({ name: "distinct" }).apply(x) as SymbolicTensor;
    const network = model({ inputs: x, outputs: y });
    const attempt = () =>
      record({ name: "bad", models: [network] }, (recorder) => {
        recorder.output("y", network.apply(recorder.input("x", [null, 4])) as Tensor);
      });
    expect(attempt).toThrow(UserError);
    expect(attempt).toThrow('the tf.js kernel "Unique" (layer "distinct") cannot be recorded');
    expect(attempt).toThrow("the size of its result depends on values");
  });

  test("complex numbers: the error names what to use instead", () => {
    const attempt = () =>
      record({ name: "spectrum" }, (recorder) => {
        recorder.output("y", spectral.rfft(recorder.input("x", [2, 8])));
      });
    expect(attempt).toThrow(UserError);
    expect(attempt).toThrow(/kernel "Complex" cannot be recorded[\s\S]*realDft/);
  });

  test("chance without a seed; Math.random is itself again afterwards", () => {
    const { random } = Math;
    const noisy = (seed?: number) => () =>
      record({ name: "noise" }, (recorder) => {
        const x = recorder.input("x", [4]);
        recorder.output("y", add(x, randomUniform([4], 0, 1, "float32", seed)));
      });
    expect(noisy()).toThrow(/draws at random[\s\S]*hand the numbers in as an input/);
    expect(noisy(3)).not.toThrow();
    expect(Math.random).toBe(random);
  });

  test("a look at a tensor's value", () => {
    const attempt = () =>
      record({ name: "peek" }, (recorder) => {
        const x = recorder.input("x", [2]);
        if (x.dataSync()[0]! > 0) recorder.output("y", x);
      });
    expect(attempt).toThrow("a recorded computation looks at the value of a tensor");
  });

  test("a recording inside a recording", () => {
    const attempt = () =>
      record({ name: "outer" }, () => {
        record({ name: "inner" }, () => undefined);
      });
    expect(attempt).toThrow("record() cannot run inside record()");
  });

  test("leaves tf.js as it was, and recording possible", () => {
    expect(() =>
      record({ name: "broken" }, () => {
        throw new Error("halfway");
      }),
    ).toThrow("halfway");
    expect(getBackend()).toBe("cpu");
    expect([...add(tensor([1]), 1).dataSync()]).toEqual([2]);
    const graph = record({ name: "again" }, (recorder) =>
      recorder.output("y", recorder.input("x", [1])),
    );
    expect(graph.outputs.length).toBe(1);
  });
});

describe("weights that are lent", () => {
  const build = () => {
    const x = input({ shape: [8, 2], name: "acc" });
    const y = normRelu(conv(x, { filters: 2, kernel: 3, name: "conv", seed: 1 }), "conv");
    return model({ inputs: x, outputs: y });
  };

  test("come back, also after an error", () => {
    const network = build();
    const before = network.getWeights().map((weight) => [...weight.dataSync()]);
    const variables = network.weights.map((weight) => weight.read() as never);
    const lend = (body: () => void) => withBorrowedVariables(variables, body);
    const spoil = () => {
      for (const weight of network.weights) weight.write(mul(weight.read(), 7));
    };
    lend(spoil);
    expect(network.getWeights().map((weight) => [...weight.dataSync()])).toEqual(before);
    expect(() =>
      lend(() => {
        spoil();
        throw new Error("halfway");
      }),
    ).toThrow("halfway");
    expect(network.getWeights().map((weight) => [...weight.dataSync()])).toEqual(before);
  });
});
