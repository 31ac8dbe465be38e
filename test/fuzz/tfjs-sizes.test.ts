/** @file Small tf.js models that would fill any memory: refused in a sentence before anything of that size is made. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type io, type LayersModel, layers, sequential, setBackend } from "@tensorflow/tfjs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { UserError } from "#core/errors";
import { quietTf } from "#record/quiet";
import { tfjsFile } from "#teachers/tfjs-file";
import { acceleration, classes } from "#test/support/exported";
import { temporaryFolder } from "#test/support/temporary-folder";

const huge = 1_000_000_000;
let before = 0;

beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
  before = process.resourceUsage().maxRSS;
});

/** Bytes that all of them together may take. */
const mostMemory = 2 ** 29;

afterAll(() => {
  expect(1024 * (process.resourceUsage().maxRSS - before)).toBeLessThan(mostMemory);
});

const { length, channels } = acceleration;

async function opened(json: object, weights: ArrayBuffer): Promise<unknown> {
  const path = join(await temporaryFolder(), "model.json");
  await writeFile(join(path, "..", "weights.bin"), new Uint8Array(weights));
  await writeFile(path, JSON.stringify(json));
  const task = { inputs: [acceleration], classes };
  return tfjsFile.open(task, { ...tfjsFile.options, path }).catch((error: unknown) => error);
}

interface GraphNode {
  readonly name: string;
  readonly op: string;
  readonly input?: readonly string[];
  readonly attr: object;
}

const [real, whole] = [{ type: "DT_FLOAT" }, { type: "DT_INT32" }];

function node(name: string, op: string, input: readonly string[], attr: object = { T: real }) {
  return { name, op, input, attr };
}

/** Constants by name: a number, or a list. */
type Constants = Readonly<Record<string, number | readonly number[]>>;

/** A GraphModel that adds the largest number of `b`, which the nodes make, to its window. */
function graphModel(nodes: readonly GraphNode[], ints: Constants, more: object = {}) {
  const floats: Constants = { v: [1], one: 1, zero: 0 };
  const known = { over: [0], ...ints };
  const read = new Set(["over", ...nodes.flatMap(({ input }) => input)]); // others would be outputs
  const constants = [...Object.entries(known), ...Object.entries(floats)].filter(([name]) =>
    read.has(name),
  );
  const isWhole = (name: string) => name in known;
  const weights = constants.map(([name, value]) => ({
    name,
    shape: typeof value === "number" ? [] : [value.length],
    dtype: isWhole(name) ? "int32" : "float32",
  }));
  const bytes = constants.map(([name, value]) =>
    Buffer.from((isWhole(name) ? Int32Array : Float32Array).from([value].flat()).buffer),
  );
  const size = [-1, length, channels].map((each) => ({ size: String(each) }));
  const shape = { shape: { dim: size } };
  const all = [
    { name: "x", op: "Placeholder", attr: { dtype: real, shape } },
    ...constants.map(([name]) => node(name, "Const", [], { dtype: isWhole(name) ? whole : real })),
    ...nodes,
    node("largest", "Max", ["b", "over"], { T: real, keep_dims: { b: false } }),
    node("y", "AddV2", ["x", "largest"]),
  ];
  const json = {
    ...{ format: "graph-model", modelTopology: { node: all, versions: {} }, ...more },
    weightsManifest: [{ paths: ["weights.bin"], weights }],
  };
  const data = new Uint8Array(Buffer.concat(bytes));
  return [json, data.buffer] as const;
}

const square = { over: [0, 1] };
const filled = node("f", "Fill", ["n", "one"]);

const graphs: Readonly<Record<string, Parameters<typeof graphModel>>> = {
  filled: [[node("b", "Fill", ["n", "one"])], { n: [huge] }],
  zeros: [[node("b", "Zeros", ["n"])], { n: [huge] }],
  ones: [[node("b", "Ones", ["n"])], { n: [huge] }],
  "like another": [[filled, node("b", "OnesLike", ["f"])], { n: [huge] }],
  counted: [
    [
      node("r", "Range", ["from", "to", "step"], { Tidx: whole }),
      node("b", "Cast", ["r"], { SrcT: whole, DstT: real }),
    ],
    { from: 0, to: huge, step: 1 },
  ],
  "counted to the number that stands for the batch": [
    [
      node("r", "Range", ["from", "to", "step"], { Tidx: whole }),
      node("b", "Cast", ["r"], { SrcT: whole, DstT: real }),
    ],
    { from: 0, to: 1_000_000_007, step: 1 },
  ],
  "evenly spaced": [[node("b", "LinSpace", ["zero", "one", "n"])], { n: huge }],
  "one-hot": [[node("b", "OneHot", ["i", "n", "one", "zero"])], { i: [1], n: huge, ...square }],
  broadcast: [[node("b", "BroadcastTo", ["v", "n"])], { n: [30_000, 30_000], ...square }],
  tiled: [[node("b", "Tile", ["v", "n"])], { n: [huge] }],
  resized: [
    [
      node("i", "Reshape", ["v", "four"]),
      node("r", "ResizeBilinear", ["i", "n"], { T: real, align_corners: { b: false } }),
      node("b", "Reshape", ["r", "flat"]),
    ],
    { four: [1, 1, 1, 1], n: [30_000, 30_000], flat: [-1] },
  ],
  bins: [[node("b", "Bincount", ["i", "n", "v"])], { i: [1], n: huge }],
  scattered: [
    [node("p", "Reshape", ["i", "column"]), node("b", "ScatterNd", ["p", "v", "n"])],
    { i: [1], column: [1, 1], n: [huge] },
  ],
};

describe("of a GraphModel", () => {
  test.each(Object.entries(graphs))("%s", async (_, given) => {
    const error = await opened(...graphModel(...given));
    expect(error).toBeInstanceOf(UserError);
    expect(String(error)).toMatch(/ holds \d+ numbers; 67108864 are the most/);
  });

  test("the same in modest sizes is none of it", async () => {
    const error = await opened(...graphModel([node("b", "Fill", ["n", "one"])], { n: [9] }));
    expect(String(error)).toMatch(/expected an output \[batch, \d+\] for \d+ classes/);
  });

  test("what would run as it loads is refused", async () => {
    const initializer = { modelInitializer: { node: [], versions: {} } };
    const model = graphModel([node("b", "Fill", ["n", "one"])], { n: [9] }, initializer);
    expect(String(await opened(...model))).toMatch(
      /has an initializer, which would run as it loads/,
    );
  });
});

const inputShape = [length, channels];
const image = () => layers.reshape({ targetShape: [length, channels, 1], inputShape });

/** Networks with a size in their text, and what becomes of it. */
const networks: Readonly<Record<string, readonly [() => LayersModel, RegExp, string]>> = {
  repeated: [
    () =>
      sequential({
        layers: [layers.globalMaxPooling1d({ inputShape }), layers.repeatVector({ n: 7 })],
      }),
    /"n":7/,
    `"n":${huge}`,
  ],
  enlarged: [
    () => sequential({ layers: [image(), layers.upSampling2d({ size: [2, 2] })] }),
    /"size":\[2,2\]/,
    '"size":[30000,30000]',
  ],
  padded: [
    () => sequential({ layers: [image(), layers.zeroPadding2d({ padding: 2 })] }),
    /"padding":\[\[2,2\],\[2,2\]\]/,
    '"padding":[[30000,30000],[30000,30000]]',
  ],
};

describe("of a LayersModel", () => {
  test.each(Object.entries(networks))("%s", async (_, [make, small, large]) => {
    let artifacts: io.ModelArtifacts = {};
    await make().save({
      async save(given) {
        artifacts = given;
        return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: "JSON" } };
      },
    });
    const text = JSON.stringify(artifacts.modelTopology);
    expect(text).toMatch(small);
    const modelTopology = JSON.parse(text.replace(small, large));
    const error = await opened({ format: "layers-model", modelTopology }, new ArrayBuffer(0));
    expect(error).toBeInstanceOf(UserError);
    expect(String(error)).toMatch(/ holds \d+ numbers; 67108864 are the most/);
  });
});
