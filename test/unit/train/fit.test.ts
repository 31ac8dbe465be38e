import { access } from "node:fs/promises";
import { join } from "node:path";
import { setBackend } from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import type { Network } from "#core/network";
import type { ProgressEvent } from "#core/progress";
import { Random } from "#core/random";
import type { WindowSet } from "#core/signal";
import { crossEntropy } from "#distill/losses";
import { applyNetwork } from "#record/inference";
import { quietTf } from "#record/quiet";
import { makeBatches } from "#sensors/batches";
import { cnn1dTiny } from "#students/cnn1d-tiny";
import { temporaryFolder } from "#test/support/temporary-folder";
import { randomArray } from "#test/support/tensors";
import { readCheckpoint } from "#train/checkpoint";
import { cpuEngine } from "#train/engines/eager";
import { type FitOptions, fit as train } from "#train/fit";
import { adam } from "#train/optimizers";
import { predictor } from "#train/predict";
import { defineProgram, type StepProgram } from "#train/program";
import { weightsIn } from "#train/weights-in";

beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
});

const length = 8;

/** Noise with labels that follow from nothing: it can be learnt by heart, and validation wanders. */
function noise(size: number, seed: number): WindowSet {
  return {
    size,
    signals: {
      acc: {
        data: randomArray(size * length * 3, seed),
        length,
        channels: ["x", "y", "z"],
        sampleRate: 50,
        unit: "g",
      },
    },
    labels: Int32Array.from({ length: size }, (_, i) => i % 2),
    classes: ["sit", "walk"],
    subjects: Array.from({ length: size }, () => "p1"),
    recordings: Array.from({ length: size }, (_, i) => `r${i}`),
  };
}

const validation = noise(10, 2);

/** Fresh weights each time, always the same. */
function options(changed: Partial<FitOptions> = {}): FitOptions {
  const inputs = [{ modality: "acc", length, channels: 3 }];
  const small = { filters: [3, 3, 3], kernels: [3, 3, 3] } as const;
  const network = cnn1dTiny.build({ inputs, classes: 2, seed: 5 }, small);
  return {
    engine: cpuEngine(),
    definition: {
      name: "fit",
      models: [network.model],
      inputs: { acc: [6, length, 3], labels: [6, 2] },
      loss: ({ acc, labels }) => ({
        loss: crossEntropy(applyNetwork(network, [acc!], true).logits, labels!),
      }),
      optimizer: { entry: adam as never, options: adam.options },
      weightDecay: 0,
      clipNorm: undefined,
    },
    network,
    batches: makeBatches(noise(12, 1), { batchSize: 6, random: new Random(1) }),
    validation,
    epochs: 6,
    learningRate: 0.05,
    schedule: { name: "cosine" },
    earlyStopping: null,
    random: new Random(2),
    task: "student",
    ...changed,
  };
}

const kept = (path: string) => ({ path, everySeconds: 5, clock: () => new Date(0) });

test("the weights returned are those of the best epoch on validation", async () => {
  const settings = options({ epochs: 40, earlyStopping: { patience: 3 } });
  const { weights, history } = await train(settings);
  const ranked = [...history].sort(
    (a, b) =>
      b.validationAccuracy! - a.validationAccuracy! || a.validationLoss! - b.validationLoss!,
  );
  expect(ranked[0]!.epoch).toBeLessThan(history.length); // else nothing is shown
  const { accuracy, loss } = await (await predictor(settings.engine, settings.network)).evaluate(
    weights,
    validation,
  );
  expect(accuracy).toBe(ranked[0]!.validationAccuracy);
  expect(loss).toBeCloseTo(ranked[0]!.validationLoss!, 10);
});

test("without a validation part they are those of the last epoch, and the loss has fallen", async () => {
  const { weights, history } = await train(options({ validation: undefined }));
  const longer = await train(
    options({ validation: undefined, epochs: 7, schedule: { name: "constant" } }),
  );
  expect(history.map(({ validationAccuracy }) => validationAccuracy)).toEqual(Array(6).fill(null));
  expect(history.at(-1)!.loss).toBeLessThan(history[0]!.loss);
  expect(weights.parameters).not.toEqual(longer.weights.parameters);
});

test("early stopping: as many epochs after the best as patience says", async () => {
  const { history } = await train(options({ epochs: 40, earlyStopping: { patience: 3 } }));
  expect(history.length).toBeLessThan(40);
  let best = history[0]!;
  for (const each of history) {
    expect(each.epoch - best.epoch).toBeLessThanOrEqual(3);
    const equal = each.validationAccuracy === best.validationAccuracy;
    if (
      equal
        ? each.validationLoss! < best.validationLoss!
        : each.validationAccuracy! > best.validationAccuracy!
    )
      best = each;
  }
  expect(history.length).toBe(best.epoch + 3);
});

test("the learning rate follows the schedule", async () => {
  const { history } = await train(options({ schedule: { name: "step", at: [0.5], gamma: 0.1 } }));
  const rates = history.map(({ learningRate }) => learningRate);
  for (const [i, expected] of [0.05, 0.05, 0.05, 0.005, 0.005, 0.005].entries())
    expect(rates[i]).toBeCloseTo(expected, 10);
});

test("tells of every epoch", async () => {
  const events: ProgressEvent[] = [];
  const { history } = await train(
    options({ epochs: 2, onProgress: (event) => events.push(event) }),
  );
  expect(events).toEqual(
    history.map(({ epoch, loss, validationAccuracy }) => ({
      task: "student",
      done: epoch,
      total: 2,
      figures: { loss, accuracy: validationAccuracy },
    })),
  );
});

describe("a training that is stopped", () => {
  test("keeps a checkpoint, throws the reason, and ends as if it had not been", async () => {
    const path = join(await temporaryFolder(), "checkpoint.bin");
    const stopping = new AbortController();
    const stopped = train(
      options({
        checkpoint: kept(path),
        signal: stopping.signal,
        onProgress: () => undefined,
        extraInputs: (_batch, epoch) => {
          if (epoch === 2) stopping.abort(new Error("enough"));
          return {};
        },
      }),
    );
    await expect(stopped).rejects.toThrow("enough");
    expect((await readCheckpoint(path))!.history.length).toBe(2); // the third epoch was not whole
    const resumed = await train(options({ checkpoint: kept(path) }));
    expect(resumed).toEqual(await train(options()));
  });

  test("a finished one is not trained further", async () => {
    const path = join(await temporaryFolder(), "checkpoint.bin");
    let now = 0;
    const clock = () => {
      now += 10_000;
      return new Date(now);
    };
    const first = await train(options({ checkpoint: { path, everySeconds: 5, clock } }));
    const events: ProgressEvent[] = [];
    const again = await train(
      options({ checkpoint: kept(path), onProgress: (e) => events.push(e) }),
    );
    expect(again).toEqual(first);
    expect(events).toEqual([]);
  });

  test("no checkpoint is written before its time", async () => {
    const path = join(await temporaryFolder(), "checkpoint.bin");
    await train(options({ epochs: 2, checkpoint: kept(path) }));
    await expect(access(path)).rejects.toThrow("ENOENT");
  });
});

describe("a step of several groups", () => {
  /** The usual network beside another one, which learns faster and from the same labels. */
  function pair(): { options: FitOptions; other: Network } {
    const usual = options({ epochs: 3 });
    const { network, definition } = usual;
    const other = options().network;
    const group = (learner: Network) => ({
      models: [learner.model],
      optimizer: { entry: adam as never, options: adam.options },
    });
    const program = defineProgram({
      name: "pair",
      inputs: definition.inputs,
      groups: { one: group(network), two: { ...group(other), learningRateFactor: 2 } },
      run({ inputs: { acc, labels }, minimize }) {
        const learn = (learner: Network) => () => ({
          loss: crossEntropy(applyNetwork(learner, [acc!], true).logits, labels!),
        });
        minimize("two", learn(other));
        return minimize("one", learn(network));
      },
    });
    return { options: { ...usual, definition: program }, other };
  }

  test("the network asked for is validated and returned; the state holds the others", async () => {
    const { options: settings, other } = pair();
    const { weights, state, history } = await train(settings);
    const alone = await train(options({ epochs: 3 }));
    expect(history).toEqual(alone.history); // the same network on the same batches
    expect(weights).toEqual(alone.weights);
    expect(weightsIn(settings.definition, state, other.model).parameters).toEqual(
      state.arrays["two/parameters"],
    );
    expect(state.arrays["two/parameters"]).not.toEqual(state.arrays["one/parameters"]);
  });

  test("a checkpoint of another step is refused", async () => {
    const path = join(await temporaryFolder(), "checkpoint.bin");
    const clock = () => new Date(now++ * 10_000);
    let now = 0;
    const kept = { path, everySeconds: 5, clock };
    await train(options({ epochs: 1, checkpoint: kept }));
    await expect(train({ ...pair().options, checkpoint: kept })).rejects.toThrow(
      /holds another training: parameters \(\d+\).*this one has one\/parameters.*\n {2}help: delete it/,
    );
  });

  test("a step that returns no loss cannot be fitted", async () => {
    const { options: settings } = pair();
    const program = settings.definition as StepProgram;
    const silent: StepProgram = {
      ...program,
      run(step) {
        program.run(step);
        return {};
      },
    };
    await expect(train({ ...settings, definition: silent })).rejects.toThrow(
      'the step "pair" has no figure called "loss"',
    );
  });
});

test("an unknown schedule names the nearest", async () => {
  await expect(train(options({ schedule: { name: "cosin" } }))).rejects.toThrow(
    'did you mean "cosine"',
  );
});
