/** What a person says of a model from elsewhere is in the file afterwards, and true of it. */
import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { mapValues } from "#core/map-values";
import { readDescription } from "#export/described-inputs";
import { type Dim, type DType, Graph } from "#graph/graph";
import { decodeModel, encodeModel } from "#graph/protobuf";
import { quietTf } from "#record/quiet";
import { createOrtNodeSession } from "#runtime/ort-node";
import { describeModel } from "#src/pipeline/describe/describe-model";
import { streamModel } from "#stream/stream-model";
import { layouts } from "#teachers/files/layouts";
import { exportedModel } from "#test/support/exported";
import { aboutForeign, foreignModel } from "#test/support/foreign-model";
import { temporaryFolder } from "#test/support/temporary-folder";
import { expectClose } from "#test/support/tensors";

beforeAll(quietTf);

async function described(model: Uint8Array, yaml = aboutForeign) {
  const file = join(await temporaryFolder(), "about.yaml");
  await writeFile(file, yaml);
  return describeModel(model, "torch.onnx", file);
}

/** What each output says to windows `[window, time, channel]` by input. */
async function answers(
  model: Uint8Array,
  windows: Readonly<Record<string, Float32Array>>,
  shape: readonly [number, number, number],
) {
  const session = await createOrtNodeSession(model);
  const feeds = Object.entries(windows).map(
    ([name, data]) => [name, { dtype: "float32" as const, shape, data }] as const,
  );
  const outputs = await session.run(Object.fromEntries(feeds));
  await session.release();
  return mapValues(outputs, ({ data }) => data as Float32Array);
}

describe.each(["opset-17", "opset-20"])("a network of PyTorch, channels first, %s", (name) => {
  const folder = "test/golden/teacher";
  const torch = readFileSync(`${folder}/${name}.onnx`);
  const golden = JSON.parse(readFileSync(`${folder}/answers.json`, "utf8")) as {
    readonly windows: number[][][]; // [window, time, channel]
    readonly logits: number[][];
  };
  const windows = Float32Array.from(golden.windows.flat(2));
  const logits = Float32Array.from(golden.logits.flat());
  const about = (acc: string) =>
    `classes: [walk, run, sit]\nsampleRate: 50\ntemperature: 1.5\nprovenance: { dataset: ours }\ninputs:\n  acc: { channels: [x, y, z], ${acc} }\n`;

  test("says what was said of it, and answers as it did in PyTorch", async () => {
    const { bytes, facts } = await described(torch, about("unit: g"));
    const graph = decodeModel(bytes);
    expect(readDescription(graph)).toEqual({
      labels: ["walk", "run", "sit"],
      inputs: { acc: { length: 16, channels: ["x", "y", "z"], sampleRate: 50, unit: "g" } },
      provenance: { dataset: "ours" },
      temperature: 1.5,
    });
    expect(graph.outputs.map(({ name }) => name)).toEqual(["logits", "pooled"]);
    expect(facts).toEqual({
      acc: '16 × 3 in g at 50 Hz; the model\'s "x" (nct)',
      classes: '3, of the output "logits"',
    });
    const found = await answers(bytes, { acc: windows }, [4, 16, 3]);
    expectClose(found.logits!, logits, { absolute: 1e-5 });
  });

  test("trained on standardised m/s², it reads g", async () => {
    const [mean, sd] = [
      [1, -2, 9.8],
      [2, 0.5, 4],
    ];
    const normalization = `normalization: { mean: [${mean}], sd: [${sd}] }`;
    const { bytes } = await described(torch, about(`unit: m/s², ${normalization}`));
    expect(streamModel(bytes).inputs.acc!.unit).toBe("g");
    const raw = windows.map((z, i) => (z * sd![i % 3]! + mean![i % 3]!) / 9.80665);
    const found = await answers(bytes, { acc: raw }, [4, 16, 3]);
    expectClose(found.logits!, logits, { absolute: 1e-4 });
  });
});

test("whatever its axes, it reads [batch, time, channel]", async () => {
  const layout = fc.constantFrom(...layouts);
  const sizes = fc.tuple(fc.integer({ min: 2, max: 9 }), fc.constantFrom(11, "T"));
  await fc.assert(
    fc.asyncProperty(
      layout,
      sizes,
      fc.constantFrom(1, "N"),
      async (axes, [channels, steps], batch) => {
        const names = Array.from({ length: channels }, (_, c) => `c${c}`);
        const yaml = `classes: [${names}]\nsampleRate: 50\ninputs: { acc: { channels: [${names}], unit: g, length: 11 } }`;
        const model = foreignModel({ layout: axes, length: steps, channels, batch });
        const { bytes, facts } = await described(model, yaml);
        expect(facts.acc).toContain(`(${axes})`);
        const data = Float32Array.from(
          { length: 11 * channels },
          (_, i) => (i % channels) - i / 100,
        );
        const mean = names.map((_, c) => c - (c + 5 * channels) / 100);
        const found = await answers(bytes, { acc: data }, [1, 11, channels]);
        expectClose(found.logits!, Float32Array.from(mean), { absolute: 1e-5 });
        expect(decodeModel(bytes).inputs[0]!.shape).toEqual([batch === 1 ? 1 : "N", 11, channels]);
      },
    ),
    { numRuns: 40 },
  );
});

test("channels of several sensors have units of their own", async () => {
  const names = ["acc.x", "acc.y", "gyro.x"];
  const yaml = `classes: [a, b, c]\nsampleRate: 50\ninputs:\n  motion: { channels: [${names}], unit: { acc: mg, gyro: rad/s } }\n`;
  const { bytes } = await described(foreignModel({ length: 2 }), yaml);
  const motion = { length: 2, channels: names, sampleRate: 50, unit: "g, rad/s" };
  expect(streamModel(bytes).inputs).toEqual({ motion });
  const found = await answers(bytes, { motion: Float32Array.of(1, 2, 3, 1, 2, 3) }, [1, 2, 3]);
  expectClose(found.logits!, Float32Array.of(1000, 2000, 3), { absolute: 1e-3 });
});

describe("signals that were processed before windows were cut", () => {
  const about = (more: string) =>
    `classes: [a, b, c, d]\nsampleRate: 50\ninputs:\n  acc: { channels: [x, y, z], ${more} }\n`;
  const magnitude = "process: [{ name: low-pass, options: { cutoff: 10 } }, { name: magnitude }]";

  test("the file says what is measured and what becomes of it, in the model's units", async () => {
    const mean = "normalization: { mean: [0, 0, 0, 9.80665], sd: [1, 1, 1, 2] }";
    const model = foreignModel({ channels: 4, length: 1 });
    const { bytes, facts } = await described(model, about(`unit: m/s², ${magnitude}, ${mean}`));
    const measured = { channels: ["x", "y", "z"], sampleRate: 50, unit: "g" };
    expect(streamModel(bytes).inputs.acc).toMatchObject({
      ...{ channels: ["x", "y", "z", "magnitude"], sampleRate: 50, unit: "g", length: 1 },
      processing: [{ name: "low-pass", options: { cutoff: 10 } }, { name: "magnitude" }],
      measured: [{ name: "acc", ...measured }],
    });
    expect(facts.acc).toContain("1 × 4 in g at 50 Hz, after low-pass, after magnitude;");
    const found = await answers(bytes, { acc: Float32Array.of(0, 1, 0, 2) }, [1, 1, 4]);
    const expected = Float32Array.of(0, 9.80665, 0, 9.80665 / 2);
    expectClose(found.logits!, expected, { absolute: 1e-4 });
  });

  test("the model's channels are those that the steps give", async () => {
    const refused = described(foreignModel({ channels: 3 }), about(`unit: g, ${magnitude}`));
    await expect(refused).rejects.toThrow("has 4 channels (x, y, z, magnitude), and the model's");
    const fast = about("unit: g, process: [{ name: low-pass, options: { cutoff: 40 } }]");
    await expect(described(foreignModel(), fast)).rejects.toThrow(/about\.yaml: inputs\.acc: .*40/);
  });
});

describe("inputs and outputs", () => {
  const two = `${aboutForeign}  gyro: { channels: [x, y, z], unit: rad/s, tensor: second }\n`;

  test("several inputs are found by their names, in the model's order", async () => {
    const { bytes } = await described(foreignModel({ inputs: ["second", "acc"], length: 1 }), two);
    expect(Object.keys(streamModel(bytes).inputs)).toEqual(["gyro", "acc"]);
    const fed = { acc: Float32Array.of(1, 2, 3), gyro: Float32Array.of(10, 20, 30) };
    const found = await answers(bytes, fed, [1, 1, 3]);
    expect([...found.logits!]).toEqual([11, 22, 33]);
  });

  test("names may be exchanged, and sentences keep the model's", async () => {
    const yaml = two.replace("unit: g", "unit: g, tensor: gyro").replace("second", "acc");
    const model = foreignModel({ inputs: ["gyro", "acc"], length: 1 });
    const { bytes, facts } = await described(model, yaml);
    expect(facts).toMatchObject({
      acc: expect.stringContaining('the model\'s "gyro"'),
      gyro: expect.stringContaining('the model\'s "acc"'),
    });
    expect(decodeModel(bytes).inputs.map(({ name }) => name)).toEqual(["acc", "gyro"]);
    expect(Object.keys(streamModel(bytes).inputs)).toEqual(["acc", "gyro"]);
  });

  test("of probabilities, what they are made of becomes the logits", async () => {
    const { bytes } = await described(foreignModel({ probabilities: true, length: 1 }));
    const found = await answers(bytes, { acc: Float32Array.of(3, 0, 1) }, [1, 1, 3]);
    expect([...found.logits!]).toEqual([3, 0, 1]);
    expect(found.y![0]).toBeCloseTo(Math.exp(3) / (Math.exp(3) + 1 + Math.exp(1)), 5);
  });

  test("names that the model has inside give way", async () => {
    const graph = decodeModel(foreignModel({ length: 1 }));
    graph.nodes[0]!.outputs[0]!.name = "acc"; // and behind it "y"
    const inner = graph.add("Neg", [graph.outputs[0]!], ["N", 3]);
    inner.name = "logits";
    graph.output("z", graph.add("Neg", [inner], ["N", 3]));
    graph.outputs.shift();
    const { bytes } = await described(encodeModel(graph));
    const found = await answers(bytes, { acc: Float32Array.of(1, 2, 3) }, [1, 1, 3]);
    expect([...found.logits!]).toEqual([1, 2, 3]);
  });

  test("what a file said of itself before is forgotten", async () => {
    const graph = exportedModel().graph;
    graph.metadata.set("temperature", "2");
    const yaml = `classes: [a, b, c, d]\nsampleRate: 25\ninputs: { acc: { channels: [x, y, z], unit: g } }`;
    const { bytes } = await described(encodeModel(graph), yaml);
    const said = readDescription(decodeModel(bytes))!;
    expect(said).toMatchObject({ labels: ["a", "b", "c", "d"], provenance: {} });
    expect(said.inputs.acc).toMatchObject({
      length: 64,
      channels: ["x", "y", "z"],
      sampleRate: 25,
    });
    expect(said).not.toHaveProperty("temperature");
  });
});

/** Every line nine times the one before. */
const aliases = Array.from({ length: 9 }, (_, i) => {
  const each = i === 0 ? "a" : `*l${i - 1}`;
  return `l${i}: &l${i} [${Array(9).fill(each).join(", ")}]`;
}).join("\n");

describe("a description that is wrong in itself", () => {
  const changed = (from: string, to: string) => aboutForeign.replace(from, to);

  test.each([
    ["", "classes: missing, expected a list"],
    ["classes: [a\n", "about.yaml, line 2, column 1: not valid YAML"],
    [aliases, "about.yaml: its aliases (*name) cannot be resolved"],
    [changed("[a, b, c]", "[a, b, a]"), "line 1: classes: expected classes that differ"],
    [changed("[a, b, c]", "[a, 2, c]"), "line 1: classes[1]: expected text, got 2"],
    [changed("[a, b, c]", "[a]"), "classes: expected at least 2 entries"],
    [changed("sampleRate: 50", "rate: 50"), "rate: no such key; "],
    [changed("50", "fast"), 'line 2: sampleRate: expected a number, got "fast"'],
    [changed("50", "0"), "sampleRate: expected more than 0, got 0"],
    [changed("acc: {", "acc: { channel: 3,"), "did you mean inputs.acc.channels?"],
    [changed("unit: g", "unit: mph"), "line 4: inputs.acc.unit: expected one of g, mg, m/s², "],
    [
      changed(", unit: g", ""),
      "inputs.acc.unit: missing, expected a unit such as g, or one for each sensor",
    ],
    [changed("unit: g", "unit: { acc: g }"), "inputs.acc.unit: expected a unit for x, too"],
    [
      changed("[x, y, z], unit: g", "[constructor.x, y, z], unit: { y: g, z: g }"),
      "inputs.acc.unit: expected a unit for constructor, too",
    ],
    [
      changed("unit: g", "unit: { x: g, y: g, z: g, w: g }"),
      "inputs.acc.unit.w: expected units of x, y, z",
    ],
    [changed("unit: g", "unit: { x: g, y: g, z: ms }"), "inputs.acc.unit.z: expected one of g, mg"],
    [
      changed("unit: g", "unit: g, normalization: { mean: [0, 0], sd: [1, 1, 1] }"),
      "inputs.acc.normalization.mean has 2 numbers for 3 channels (x, y, z)",
    ],
    [
      changed("unit: g", "unit: g, process: [{ name: gravityy }]"),
      'line 4: inputs.acc.process[0].name: unknown processing step "gravityy"; did you mean "gravity"?',
    ],
    [
      changed("unit: g", "unit: g, process: [{ name: gravity, options: { keeps: body } }]"),
      'unknown option of gravity "keeps"; did you mean "keep"?',
    ],
    [
      changed("unit: g", "unit: { x: g, y: g, z: g }, process: [{ name: gravity }]"),
      "inputs.acc.unit: expected one unit where signals are processed",
    ],
    [
      changed("unit: g", "unit: g, normalization: { mean: [0, 0, 0], sd: [1, 0, 1] }"),
      "inputs.acc.normalization.sd[1]: expected more than 0, got 0",
    ],
    [
      changed("unit: g", "unit: g, length: 1.5"),
      "inputs.acc.length: expected a whole number, got 1.5",
    ],
    [
      `${aboutForeign}layout: ntcc\n`,
      'expected one of ntc, nct, n1tc, n1ct, ntc1, nct1, nt1c, nc1t, got "ntcc"',
    ],
    [`${aboutForeign}temperature: -1\n`, "temperature: expected more than 0, got -1"],
    [`${aboutForeign}provenance: { seed: 1 }\n`, "provenance.seed: expected text, got 1"],
    ["classes: [a, b]\nsampleRate: 50\ninputs: {}\n", "inputs: expected at least one input"],
    [changed("acc:", "logits:"), "inputs: expected other names than logits"],
  ])("%j", async (yaml, sentence) => {
    await expect(described(foreignModel(), yaml)).rejects.toThrow(sentence);
  });

  test("several mistakes are all named, and an example is shown", async () => {
    const wrong = changed("50", "fast").replace("g }", "3 }");
    const refused = described(foreignModel(), wrong);
    await expect(refused).rejects.toThrow(
      /about\.yaml has 2 mistakes:\n.*sampleRate: .*\n.*inputs\.acc\.unit: .*\n.*a whole one:\nclasses:/,
    );
  });

  test("a file that is not there", async () => {
    const refused = describeModel(foreignModel(), "torch.onnx", "no/about.yaml");
    await expect(refused).rejects.toThrow(
      /no\/about\.yaml cannot be read: there is no such.*\n.*such as\nclasses:/,
    );
  });
});

describe("what the model contradicts", () => {
  const acc = (more: string) => aboutForeign.replace("unit: g", `unit: g, ${more}`);
  const two = `${aboutForeign}  gyro: { channels: [x, y, z], unit: rad/s }\n`;

  test.each<readonly [string, Parameters<typeof foreignModel>[0], string, string]>([
    [
      "channels",
      { channels: 6 },
      aboutForeign,
      'about.yaml: inputs.acc has 3 channels (x, y, z), and the model\'s input "x" is [N, 6, 8]',
    ],
    [
      "length",
      {},
      acc("length: 9"),
      'inputs.acc.length is 9, and the model\'s input "x" is [N, 3, 8]: windows of 8 samples',
    ],
    [
      "classes",
      {},
      aboutForeign.replace("[a, b, c]", "[a, b]"),
      'classes has 2 (a, b), and the output "y" of torch.onnx is [1, 3]',
    ],
    [
      "layout",
      {},
      `${aboutForeign}layout: ntc\n`,
      'has 3 channels (x, y, z), and the model\'s input "x" is [N, 3, 8] in the layout ntc',
    ],
    [
      "axes",
      { layout: "nc1t" },
      `${aboutForeign}layout: nct\n`,
      'the model\'s input "x" is [N, 3, 1, 8], and not nct',
    ],
    [
      "either way",
      { length: 3 },
      aboutForeign,
      'the model\'s input "x" is [N, 3, 3], which may be ntc or nct',
    ],
    [
      "open length",
      { length: "T" },
      aboutForeign,
      "[N, 3, T], which leaves the length of a window open",
    ],
    [
      "open length beside an axis of one",
      { layout: "nc1t", length: "T" },
      aboutForeign,
      "[N, 3, 1, T], which leaves the length of a window open",
    ],
    ["batch", { batch: 4 }, aboutForeign, "[4, 3, 8], 4 windows at once in the layout nct"],
    ["output", {}, `${aboutForeign}logits: z\n`, 'logits: the model has no output "z"'],
    [
      "another input",
      { inputs: ["acc", "x"] },
      two,
      'inputs.gyro means the input "gyro", which torch.onnx does not have',
    ],
    [
      "an input too few",
      { inputs: ["acc", "x"] },
      aboutForeign,
      'about.yaml: nothing under inputs means the input "x" of torch.onnx',
    ],
    [
      "an input twice",
      { inputs: ["acc", "x"] },
      two.replace("rad/s", "rad/s, tensor: acc"),
      'inputs.acc and inputs.gyro both mean the input "acc" of torch.onnx',
    ],
    [
      "an input too many",
      {},
      two,
      'inputs.acc means the input "acc", which torch.onnx does not have',
    ],
  ])("%s", async (_, model, yaml, sentence) => {
    await expect(described(foreignModel(model), yaml)).rejects.toThrow(sentence);
  });

  test("no axes of windows at all, or other numbers than real ones", async () => {
    const flat = (dtype: DType, shape: readonly Dim[]) => {
      const graph = new Graph("flat");
      const x = graph.input("x", dtype, shape);
      graph.output("y", graph.add("Identity", [x], shape));
      return described(encodeModel(graph));
    };
    await expect(flat("float32", ["N", 3])).rejects.toThrow(
      "is [N, 3], and not batch, time and channels",
    );
    await expect(flat("int32", ["N", 3, 8])).rejects.toThrow(
      'torch.onnx: its input "x" is of type int32',
    );
  });
});
