/** @file The configuration as a schema: every key, its default and what it means. Editors read the same sentences. */
import { z } from "zod";
import { oldestConverted, workingOpset } from "#graph/opset/working-opset";
import { runnableOpset } from "#runtime/runnable-opset";
import { dataSchema, options } from "./data-schema.ts";

const count = z.int().min(1);
const fraction = z.number().gt(0).lt(1);
const augmentationName = z
  .string()
  .describe("Name of an augmentation (`wristill list augmentations`)");
const modalityNames = z
  .array(z.string())
  .min(1)
  .describe("Modalities it is applied to; default: those it suits");
const chance = z.number().min(0).max(1);

const augmentationMember = z.strictObject({
  name: augmentationName,
  probability: chance.default(1).describe("Chance, once its group is chosen"),
  options,
  modalities: modalityNames.exactOptional(),
});

/** Exactly one of `name`, `oneOf` and `chain`. */
const augmentation = z
  .strictObject({
    name: augmentationName.exactOptional(),
    oneOf: z.array(augmentationMember).min(1).exactOptional().describe("One of these, at random"),
    chain: z.array(augmentationMember).min(1).exactOptional().describe("All of these, or none"),
    probability: chance.default(0.5).describe("Chance per window"),
    options,
    modalities: modalityNames.exactOptional(),
  })
  .check((context) => {
    const { name, oneOf, chain } = context.value;
    if ([name, oneOf, chain].filter((each) => each !== undefined).length === 1) return;
    const message = "expected one of `name`, `oneOf` and `chain`, and only one";
    context.issues.push({ code: "custom", message, input: context.value });
  });

const network = z.strictObject({
  network: z.string().describe("Name of a network (`wristill list teachers`, `… students`)"),
  options,
  inputs: z.array(z.string()).min(1).describe("The modalities it reads, in order"),
});

const method = z.strictObject({
  name: z.string().describe("Name of a distillation method (`wristill list methods`)"),
  options,
  teachers: z
    .array(z.string())
    .min(1)
    .exactOptional()
    .describe("Roles of the teachers it learns from, all by default"),
});

const beta = z.number().min(0).lt(1);
const optimizer = z.discriminatedUnion("name", [
  z.strictObject({
    name: z.literal("adam"),
    beta1: beta.default(0.9),
    beta2: beta.default(0.999),
    epsilon: z.number().positive().default(1e-8),
  }),
  z.strictObject({
    name: z.literal("adamw"),
    beta1: beta.default(0.9),
    beta2: beta.default(0.999),
    epsilon: z.number().positive().default(1e-8),
  }),
  z.strictObject({
    name: z.literal("sgd"),
    momentum: beta.default(0.9),
    nesterov: z.boolean().default(false),
  }),
]);

const schedule = z.discriminatedUnion("name", [
  z.strictObject({
    name: z.literal("cosine"),
    warmup: z
      .number()
      .min(0)
      .lt(1)
      .default(0)
      .describe("Share of the training with linear warm-up"),
    floor: z.number().min(0).max(1).default(0.01).describe("Last rate ÷ first rate"),
  }),
  z.strictObject({
    name: z.literal("step"),
    at: z.array(fraction).min(1).default([0.5, 0.75]).describe("Progress at which the rate drops"),
    gamma: fraction.default(0.1).describe("Factor of each drop"),
  }),
  z.strictObject({ name: z.literal("constant") }),
]);

const training = (epochs: number) =>
  z
    .strictObject({
      epochs: count.default(epochs),
      batchSize: z.int().min(2).default(64),
      optimizer: optimizer.prefault({ name: "adam" }),
      learningRate: z.number().positive().default(1e-3),
      schedule: schedule.prefault({ name: "cosine" }),
      weightDecay: z.number().min(0).default(1e-4).describe("Spares batch-norm and biases"),
      clipNorm: z.number().positive().nullable().default(null).describe("Largest gradient norm"),
      earlyStopping: z
        .strictObject({ patience: count.describe("Epochs without a better validation figure") })
        .nullable()
        .default(null),
      teacherViews: count
        .exactOptional()
        .describe("Augmented views whose teacher outputs are kept; default: computed every step"),
    })
    .prefault({});

/** A whole run. Parsed by `parseConfig`; shipped to editors as `schema/wristill.schema.json`. */
/** How long and from whom a pruned student learns; short or careful trainings give back much less. */
export const pruneDefaults = {
  steps: 3,
  epochs: 100,
  learningRate: 3e-3,
  temperature: 4,
  lambda: 0.9,
  teach: "logits",
} as const;

export const configSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[\w][\w.-]*$/, "expected letters, digits, dots, dashes and underscores only")
    .default("run")
    .describe("Names the run folder, runs/<name>"),
  seeds: z.array(z.int().min(0)).min(1).default([1]).describe("One full training per seed"),
  engine: z
    .enum(["ort", "tfjs-node", "tfjs"])
    .default("ort")
    .describe("What computes the training"),
  data: dataSchema,
  augment: z
    .array(augmentation)
    .default([])
    .describe("Applied to training windows: raw → time → amplitude → mask → mix, else in order"),
  teacherAugment: z
    .array(augmentation)
    .exactOptional()
    .describe(
      "In place of `augment` where a teacher learns from labels; whoever is taught sees `augment`",
    ),
  teachers: z.record(z.string(), network).default({}).describe("Large networks, by role"),
  student: network.describe("The network that must fit"),
  method: method.prefault({ name: "kd" }),
  train: z.strictObject({ teacher: training(60), student: training(100) }).prefault({}),
  baselines: z
    .array(z.string())
    .default(["ridge", "random-forest"])
    .describe("Classic models on features of the student's inputs, for comparison; [] for none"),
  crossFit: z
    .strictObject({ folds: z.int().min(2) })
    .nullable()
    .default(null)
    .describe("Teach with outputs of teachers that never saw the window"),
  prune: z
    .strictObject({
      macs: z
        .number()
        .positive()
        .exactOptional()
        .describe("Multiplications left; up to 1: a share"),
      bytes: z.number().positive().exactOptional().describe("Of the float file; up to 1: a share"),
      sparsity: fraction.exactOptional().describe("Share of single weights held at zero"),
      steps: count.default(pruneDefaults.steps).describe("Removals, each followed by a training"),
      epochs: count.default(pruneDefaults.epochs).describe("Of all these trainings together"),
      learningRate: z.number().positive().default(pruneDefaults.learningRate),
      temperature: z.number().positive().default(pruneDefaults.temperature),
      lambda: chance
        .default(pruneDefaults.lambda)
        .describe("Weight of the unpruned student; the labels get the rest"),
      teach: z
        .enum(["logits", "blocks"])
        .default(pruneDefaults.teach)
        .describe("What of it teaches: its logits, or every block as well"),
    })
    .check((context) => {
      const { macs, bytes, sparsity } = context.value;
      if ([macs, bytes, sparsity].filter((each) => each !== undefined).length === 1) return;
      const message = "expected one of `macs`, `bytes` and `sparsity`, and only one";
      context.issues.push({ code: "custom", message, input: context.value });
    })
    .nullable()
    .default(null)
    .describe("Take whole channels (or single weights) out of the student before it is quantized"),
  quantize: z
    .strictObject({
      scheme: z
        .string()
        .default("auto")
        .describe(
          "Name of a scheme (`wristill list schemes`); auto: the best that keeps the budget",
        ),
      target: z.enum(["auto", "cpu", "mcu", "mobile", "portable", "wasm"]).default("auto"),
      prefer: z
        .enum(["speed", "size"])
        .default("size")
        .describe("Which file is the best: the fastest, or the smallest"),
      budget: z
        .strictObject({
          accuracyLoss: z.number().min(0).max(1).exactOptional().describe("0.005: half a point"),
          outputError: z
            .number()
            .positive()
            .exactOptional()
            .describe("Share by which logits change"),
        })
        .exactOptional()
        .describe(
          "What it may cost on validation windows: layers stay float until it holds; default: for auto, half a point and a tenth",
        ),
      aware: z
        .strictObject({
          epochs: count.default(40),
          learningRate: z.number().positive().default(1e-3),
          temperature: z.number().positive().default(4),
          lambda: chance
            .default(0.9)
            .describe("Weight of the float student; the labels get the rest"),
        })
        .exactOptional()
        .describe(
          "Train the student further with rounded weights and activations; else as `train: { student }`",
        ),
      ranges: z
        .enum(["entropy", "min-max", "moving-average", "mse", "percentile"])
        .default("mse")
        .describe("Which part of what calibration saw the steps of an activation span"),
      calibrationWindows: count.default(512),
    })
    .nullable()
    .prefault({})
    .describe("A smaller file, calibrated on training windows; null leaves it out"),
  export: z
    .strictObject({
      conv: z
        .enum(["auto", "1d", "2d"])
        .default("2d")
        .describe(
          "Of convolutions: 2d (of height 1) runs fast everywhere, 1d reads nicer; auto: whichever measures faster here",
        ),
      opset: z
        .int()
        .min(oldestConverted)
        .max(runnableOpset)
        .default(workingOpset)
        .describe("ONNX operator set of the files; older runtimes read smaller ones"),
    })
    .prefault({}),
  benchmark: z
    .strictObject({
      targets: z
        .array(z.enum(["cpu", "wasm"]))
        .min(1)
        .default(["cpu", "wasm"]),
      runs: z.int().min(1000).default(1000),
      warmup: z.int().min(0).default(50),
      threads: count.default(1),
    })
    .nullable()
    .prefault({})
    .describe("Latency of the exported files, one window at a time; null leaves it out"),
  robustness: z
    .strictObject({
      windows: count.default(400).describe("Test windows to disturb, at most"),
      forearm: z
        .enum(["x", "y", "z"])
        .default("x")
        .describe("The axis of a worn sensor along the forearm; x on a watch"),
    })
    .nullable()
    .prefault({})
    .describe(
      "Accuracy of the students under noise, gaps, a turned strap, fewer samples; null leaves it out",
    ),
});

/** A complete configuration: defaults filled in. */
export type Config = z.infer<typeof configSchema>;
export type TrainOptions = Config["train"]["student"];
export type NetworkChoice = Config["student"];
export type PruneChoice = NonNullable<Config["prune"]>;
/** How a pruned student is trained, whatever the goal. */
export type PruneTraining = Omit<PruneChoice, "macs" | "bytes" | "sparsity">;
export type QuantizeChoice = NonNullable<Config["quantize"]>;
