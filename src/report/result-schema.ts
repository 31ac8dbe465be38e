/** @file The shape of `result.json`, so that a damaged one is told by the place where it is. */
import { z } from "zod";
import { type RunResult, resultFormat } from "./result.ts";

/** JSON has no NaN: a loss that diverged comes as null. */
const figure = z.preprocess(
  (value) => (value === null ? Number.NaN : value),
  z.number().or(z.nan()),
);
const figures = z.array(figure);
const text = z.string();
const texts = z.array(text);
const labelled = z.record(text, text);

const percentiles = { p50: figure, p90: figure, p95: figure, p99: figure };

const latency = z.looseObject({
  ...percentiles,
  ...{ runtime: text, threads: z.number(), runs: z.number(), samples: figures },
  floor: z.looseObject({ ...percentiles, max: figure, mean: figure }),
  coldStart: z.looseObject({ load: figure, firstRun: figure }),
});

const reliability = {
  ece: figure,
  bins: z.array(
    z.looseObject({
      from: figure,
      to: figure,
      count: figure,
      confidence: figure,
      accuracy: figure,
    }),
  ),
};

const named = {
  kind: z.enum(["teacher", "alone", "distilled", "pruned", "quantized", "baseline"]),
  role: text.nullable(),
};

const seedResult = z.looseObject({
  ...{ seed: z.number(), accuracy: figure, macroF1: figure, f1: figures },
  confusion: z.array(figures),
});

const epoch = z.looseObject({
  ...{ epoch: z.number(), loss: figure },
  ...{ trainAccuracy: z.number().nullable(), validationAccuracy: z.number().nullable() },
});

const model = z.looseObject({
  ...named,
  ...{ network: text, inputs: texts, parameters: z.number(), macs: z.number() },
  ...{ bytes: z.number().nullable(), file: text.nullable() },
  seeds: z.array(seedResult).min(1),
  curves: z.array(z.looseObject({ seed: z.number(), epochs: z.array(epoch) })),
  latency: z.looseObject({ cpu: latency.exactOptional(), wasm: latency.exactOptional() }),
  calibration: z.array(
    z.looseObject({
      seed: z.number(),
      before: z.looseObject(reliability),
      scaled: z.looseObject({ ...reliability, temperature: figure }).nullable(),
    }),
  ),
});

const processing = z.looseObject({
  name: text,
  options: z.record(text, z.unknown()),
  causal: z.boolean(),
});

const data = z.looseObject({
  ...{ name: text, title: text, source: text, license: text },
  homepage: text.exactOptional(),
  classes: texts.min(1),
  modalities: z.record(
    text,
    z.looseObject({
      ...{ steps: z.number(), channels: texts, unit: text, sampleRate: figure },
      processing: z.array(processing).exactOptional(),
    }),
  ),
  anonymous: z.literal(true).exactOptional(),
  parts: z.array(
    z.looseObject({
      name: z.enum(["train", "validation", "test"]),
      ...{ subjects: texts, windows: z.number(), windowsPerClass: figures },
    }),
  ),
  dropped: z.record(text, z.number()),
});

const quantization = z.looseObject({
  ...{ scheme: text, form: text, reason: text, trained: z.boolean(), kept: texts },
  measured: z.array(
    z.looseObject({ title: text, bytes: z.number(), latency: z.record(text, figure) }),
  ),
  change: z.looseObject({
    ...{ windows: z.number(), outputError: figure, changedClasses: z.number().exactOptional() },
    accuracy: z.looseObject({ float: figure, quantized: figure }).exactOptional(),
  }),
  ...{ judgedOn: z.enum(["validation", "train"]), ranges: text, calibrationWindows: z.number() },
});

const disturbance = z.looseObject({
  ...{ name: text, title: text, summary: text, axis: text, strengths: figures },
  models: z.array(z.looseObject({ ...named, accuracy: z.array(figures) })),
});

const operator = z.looseObject({
  ...{ name: text, time: figure, calls: figure },
  form: text.exactOptional(),
});

const whole = z.looseObject({
  format: z.literal(resultFormat),
  ...{ name: text, created: text, seconds: figure, seeds: z.array(z.number()).min(1) },
  method: z.looseObject({ name: text, summary: text, source: text }),
  config: z.record(text, z.unknown()),
  data,
  models: z.array(model).min(1),
  gain: z
    .looseObject({
      ...{ n: z.number(), mean: figure },
      interval: z.looseObject({ low: figure, high: figure }).nullable(),
    })
    .nullable(),
  quantization: quantization.nullable(),
  convolutions: text.exactOptional(),
  robustness: z.looseObject({ windows: z.number(), disturbances: z.array(disturbance) }).nullable(),
  profile: z
    .looseObject({ ...named, byOperator: z.array(operator), byNode: z.array(operator) })
    .nullable(),
  provenance: z.looseObject({
    ...{ command: text, versions: labelled, node: text, platform: text, cpu: text },
    ...{ cores: z.number(), engine: text, commit: text.nullable() },
  }),
});

export const runResult: z.ZodType<RunResult> = whole.superRefine((result, context) => {
  const classes = result.data.classes.length;
  const square = (rows: readonly (readonly number[])[]) =>
    rows.length === classes && rows.every(({ length }) => length === classes);
  for (const [i, { seeds }] of result.models.entries())
    for (const [k, { f1, confusion }] of seeds.entries()) {
      if (f1.length === classes && square(confusion)) continue;
      const message = `expected figures of ${classes} classes`;
      context.addIssue({ code: "custom", path: ["models", i, "seeds", k], message });
    }
});
