import { describe, expect, test } from "vitest";
import { UserError } from "#core/errors";
import { parseConfig } from "#src/pipeline/config";
import { demoConfig } from "#src/pipeline/demo-config";

const small = {
  data: { dataset: "demo", modalities: { acc: { steps: 32 } } },
  student: { network: "cnn1d-tiny", inputs: ["acc"] },
};

const known = {
  datasets: [{ name: "demo" }, { name: "uci-har" }],
  augmentations: [{ name: "jitter", options: { sigma: 0.05 } }],
  networks: [{ name: "cnn1d-tiny", options: { width: 1 } }, { name: "wrn1d" }],
  methods: [{ name: "kd", options: { temperature: 4 } }, { name: "pskd" }],
};

function complaint(input: string | object): string {
  try {
    parseConfig(input, { source: "my.yaml", known });
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    return (error as Error).message;
  }
  throw new Error("expected a complaint");
}

describe("defaults", () => {
  const config = parseConfig(small, { source: "test", known });

  test("complete what was left out", () => {
    expect(config).toMatchObject({
      name: "run",
      seeds: [1],
      engine: "ort",
      augment: [],
      method: { name: "kd", options: {} },
      crossFit: null,
      quantize: { target: "auto", ranges: "mse", calibrationWindows: 512 },
      export: { conv: "2d", opset: 17 },
      benchmark: { targets: ["cpu", "wasm"], runs: 1000, threads: 1 },
    });
    expect(config.train.student).toMatchObject({
      epochs: 100,
      batchSize: 64,
      optimizer: { name: "adam", beta1: 0.9 },
      schedule: { name: "cosine" },
      clipNorm: null,
    });
  });

  test("convolutions have a form, or are measured", () => {
    const withConv = (conv: string) =>
      parseConfig({ ...small, export: { conv } }, { source: "test" }).export.conv;
    expect(["auto", "1d", "2d"].map(withConv)).toEqual(["auto", "1d", "2d"]);
    expect(() => withConv("3d")).toThrow('export.conv: expected one of auto, 1d, 2d, got "3d"');
  });

  test("parse again to themselves", () => {
    expect(parseConfig(config, { source: "again" })).toEqual(config);
  });

  test("an explicit null switches a stage off", () => {
    const off = parseConfig({ ...small, quantize: null, benchmark: null }, { source: "test" });
    expect(off.quantize).toBeNull();
    expect(off.benchmark).toBeNull();
  });

  test("subjects written as numbers are names", () => {
    const split = { test: [2, "4"], validation: 1 };
    const parsed = parseConfig({ ...small, data: { ...small.data, split } }, { source: "test" });
    expect(parsed.data.split).toMatchObject({ test: ["2", "4"], validation: 1 });
  });
});

test("the demo's configuration is valid and names what it says", () => {
  const config = parseConfig(demoConfig, { source: "demo" });
  expect(config.name).toBe("demo");
  expect(Object.keys(config.teachers)).toEqual(["skel", "fuse"]);
});

describe("one sentence per mistake", () => {
  test.each([
    ["studnet: 1", "line 1: studnet: no such key; did you mean student?"],
    [
      "train:\n  student: { epohcs: 3 }",
      "line 2: train.student.epohcs: no such key; did you mean train.student.epochs?",
    ],
    ["train: { student: { epochs: 0 } }", "train.student.epochs: expected at least 1, got 0"],
    ["train: { student: { epochs: many } }", 'expected a number, got "many"'],
    [
      "train: { student: { schedule: { name: cosin } } }",
      'train.student.schedule.name: expected one of cosine, step, constant, got "cosin"; did you mean "cosine"?',
    ],
    [
      "train: { student: { optimizer: { name: sgd, momentun: 1 } } }",
      "did you mean train.student.optimizer.momentum?",
    ],
    ["data: { window: { whole: true, seconds: 2 } }", "either `whole: true` or `seconds`"],
    ["data: { split: { test: {} } }", "expected a list of subjects, a share"],
    ["data: { modalities: { acc: { step: 3 } } }", "did you mean data.modalities.acc.steps?"],
    ["benchmark: { runs: 10 }", "benchmark.runs: expected at least 1000, got 10"],
    [
      "quantize: { target: gpu9 }",
      'expected one of auto, cpu, mcu, mobile, portable, wasm, got "gpu9"',
    ],
    ["augment: jitter", 'augment: expected a list, got "jitter"'],
    ["augment: [{ nam: jitter }]", "augment[0].nam: no such key; did you mean augment[0].name?"],
    ["augment: [{}]", "augment[0]: expected one of `name`, `oneOf` and `chain`, and only one"],
    ["augment: [{ oneOf: [] }]", "augment[0].oneOf: expected at least 1 entry"],
    ["seeds: []", "seeds: expected at least 1 entry, got an empty list"],
    ["name: ../elsewhere", "letters, digits, dots"],
    ["", "student: missing, expected a group of keys"],
    ["- 1", "the configuration: expected a group of keys, got a list"],
  ])("%s", (text, sentence) => {
    expect(complaint(text)).toContain(sentence);
  });

  test("several mistakes are all named", () => {
    const message = complaint({ ...small, seeds: [0.5], engine: "tf" });
    expect(message).toContain("my.yaml has 2 mistakes:");
    expect(message).toContain("seeds[0]: expected a whole number, got 0.5");
    expect(message).toContain('engine: expected one of ort, tfjs-node, tfjs, got "tf"');
  });

  test("text that is not YAML is refused with its place", () => {
    expect(complaint("name: demo\nseeds: [1, 2\n")).toMatch(/^my\.yaml, line \d+, column \d+: not/);
  });
});

describe("names that must exist", () => {
  test.each([
    [{ method: { name: "pskdd" } }, 'method.name: unknown method "pskdd"; did you mean "pskd"?'],
    [{ method: { name: "qqqqqq" } }, "known: kd, pskd"],
    [
      { method: { name: "kd", options: { temprature: 2 } } },
      'method.options.temprature: unknown option of kd "temprature"; did you mean "temperature"?',
    ],
    [
      { student: { ...small.student, inputs: ["gyro"] } },
      'student.inputs[0]: unknown modality "gyro"',
    ],
    [
      { teachers: { big: { network: "wrn1", inputs: ["acc"] } } },
      'teachers.big.network: unknown network "wrn1"; did you mean "wrn1d"?',
    ],
    [{ method: { name: "kd", teachers: ["big"] } }, 'unknown teacher "big"; there is none'],
    [
      { method: { name: "kd", options: { temperature: "hot" } } },
      'method.options.temperature: expected a number such as 4, got "hot"',
    ],
    [{ augment: [{ name: "jiter" }] }, 'augment[0].name: unknown augmentation "jiter"'],
    [
      { augment: [{ chain: [{ name: "jitter", options: { sigm: 1 } }] }] },
      'augment[0].chain[0].options.sigm: unknown option of jitter "sigm"; did you mean "sigma"?',
    ],
    [
      { augment: [{ name: "jitter", modalities: ["gyro"] }] },
      'augment[0].modalities[0]: unknown modality "gyro"',
    ],
    [{ data: { ...small.data, dataset: "uci" } }, "unknown data set"],
  ])("%j", (change, sentence) => {
    expect(complaint({ ...small, ...change })).toContain(sentence);
  });
});
