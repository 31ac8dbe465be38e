import { describe, expect, test } from "vitest";
import { gain } from "#report/gain";
import type { ModelResult, RunResult } from "#report/result";
import { verdict } from "#report/verdict";
import { sampleResult } from "#test/support/run-result";

/** The sample with accuracies set per seed. */
function withAccuracies(accuracies: Partial<Record<string, readonly number[]>>): RunResult {
  const sample = sampleResult({ seeds: Object.values(accuracies)[0]!.length });
  const models = sample.models.map((model): ModelResult => {
    const values = accuracies[model.kind];
    if (!values) return model;
    return { ...model, seeds: model.seeds.map((seed, i) => ({ ...seed, accuracy: values[i]! })) };
  });
  return { ...sample, models, gain: gain(models) };
}

const alone = [0.8, 0.81, 0.79, 0.8];

describe("the headline follows the interval", () => {
  test.each([
    [
      "above zero: helped",
      [0.83, 0.84, 0.82, 0.835],
      /^Distillation with pskd helped: \+3\.\d points\.$/,
    ],
    [
      "below zero: hurt",
      [0.77, 0.78, 0.76, 0.775],
      /^Distillation with pskd hurt: −2\.\d points\.$/,
    ],
    ["around zero: no gain", [0.83, 0.78, 0.82, 0.79], /^No gain shown: \+0\.5 points with pskd/],
  ])("%s", (_case, distilled, headline) => {
    const result = withAccuracies({ alone, distilled });
    expect(verdict(result).headline).toMatch(headline);
  });

  test("one seed decides nothing", () => {
    const { headline, sentences } = verdict(withAccuracies({ alone: [0.8], distilled: [0.9] }));
    expect(headline).toBe(
      "+10.0 points with pskd in one seed: too few to call it a gain or a loss.",
    );
    expect(sentences[0]).toContain("--seeds 5");
  });

  test("equal accuracies in every seed are no gain", () => {
    expect(verdict(withAccuracies({ alone, distilled: alone })).headline).toContain(
      "No gain shown",
    );
  });

  test("without a comparison it says what the student can", () => {
    const sample = withAccuracies({ alone });
    const models = sample.models
      .filter(({ kind }) => kind === "alone" || kind === "quantized")
      .map((model) => (model.kind === "quantized" ? { ...model, role: "alone" } : model));
    const { headline } = verdict({ ...sample, models, gain: gain(models) });
    expect(headline).toBe(
      "The student alone is right on 80.0 % of the windows of people it never saw.",
    );
    const [train, ...parts] = sample.data.parts;
    const known = [{ ...train!, subjects: parts.at(-1)!.subjects }, ...parts];
    const shared = { ...sample, models, gain: null, data: { ...sample.data, parts: known } };
    expect(verdict(shared).headline).toBe(
      "The student alone is right on 80.0 % of the test windows.",
    );
  });
});

test("the interval is the paired one, and said to include zero only if it does", () => {
  const distilled = alone.map((accuracy, i) => accuracy + 0.02 + 0.001 * i);
  const [sentence] = verdict(withAccuracies({ alone, distilled })).sentences;
  expect(sentence).toContain("over 4 seeds, +1.9 to +2.4 points, excludes zero");
});

describe("quantized is told as it is", () => {
  const told = (quantized: number) =>
    verdict(withAccuracies({ alone: [0.8], distilled: [0.84], quantized: [quantized] }))
      .sentences[1];

  test("a tolerable loss", () => {
    expect(told(0.837)).toMatch(/0\.37× its float file, and loses 0\.3 points\.$/);
  });

  test("a loss worth a warning", () => {
    expect(told(0.82)).toMatch(/loses 2\.0 points, more than the half point/);
  });

  test("no loss", () => {
    expect(told(0.842)).toMatch(/loses nothing \(\+0\.2 points\)\.$/);
  });

  test.each([
    [30, "2.1× as fast as float"],
    [62, "takes about the same"],
    [90, "float is faster"],
  ])("%d µs against float's 62", (p50, words) => {
    const result = withAccuracies({ alone: [0.8], distilled: [0.84] });
    const models = result.models.map((model) =>
      model.kind === "quantized" || model.kind === "distilled"
        ? {
            ...model,
            latency: { cpu: { ...model.latency.cpu!, p50: model.kind === "quantized" ? p50 : 62 } },
          }
        : model,
    );
    expect(verdict({ ...result, models }).sentences.join(" ")).toContain(words);
  });
});

test("a pruned student is told beside the one it came from, and stands for it beside the quantized one", () => {
  const sample = withAccuracies({ alone: [0.8], distilled: [0.84], quantized: [0.82] });
  const distilled = sample.models.find(({ kind }) => kind === "distilled")!;
  const seeds = [{ ...distilled.seeds[0]!, accuracy: 0.825 }];
  const pruned: ModelResult = {
    ...distilled,
    kind: "pruned",
    role: "distilled",
    macs: 106_000,
    seeds,
  };
  const models = sample.models.flatMap((model) =>
    model.kind === "quantized" ? [pruned, { ...model, role: "pruned" }] : [model],
  );
  const { sentences } = verdict({ ...sample, models });
  expect(sentences[1]).toBe("Pruned, it makes 0.25× the multiplications (106 k): −1.5 points.");
  expect(sentences[2]).toMatch(/loses 0\.5 points\.$/);
});

test("a teacher smaller than the student has a part of its parameters, not none", () => {
  const sample = withAccuracies({ alone: [0.8], distilled: [0.84] });
  const { parameters } = sample.models.find(({ kind }) => kind === "distilled")!;
  const models = sample.models.map((model) =>
    model.kind === "teacher" ? { ...model, parameters: parameters / 5 } : model,
  );
  expect(verdict({ ...sample, models }).sentences.join(" ")).toContain("0.2× the parameters");
});

test("a run without benchmark, quantization and teachers still gets a verdict", () => {
  const sample = withAccuracies({ alone });
  const models = sample.models
    .filter(({ kind }) => kind === "alone")
    .map((model) => ({ ...model, latency: {}, bytes: null }));
  expect(verdict({ ...sample, models, gain: null, quantization: null }).sentences).toEqual([]);
});

describe("the classic model's sentence", () => {
  const told = (accuracy: number) => {
    const sample = withAccuracies({ alone: [0.8], distilled: [0.84], quantized: [0.84] });
    const [template] = sample.models;
    const models = ["random-forest", "ridge"].map((role, i): ModelResult => {
      const seeds = [{ ...template!.seeds[0]!, accuracy: accuracy - 0.1 * (1 - i) }];
      return { ...template!, kind: "baseline", role, network: "features", seeds };
    });
    return verdict({ ...sample, models: [...sample.models, ...models] }).sentences.at(-1);
  };

  test.each([
    [
      0.805,
      "Without a network, ridge on features of the same windows reaches 80.5 %; the distilled student is 3.5 points above.",
    ],
    [
      0.9,
      "Without a network, ridge on features of the same windows reaches 90.0 %: the distilled student does not beat it (−6.0 points).",
    ],
  ])("names the better one at %f", (accuracy, sentence) => {
    expect(told(accuracy)).toBe(sentence);
  });
});
