/** Teacher outputs kept per sample: the right rows, of the right view, from a teacher that may know the sample. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { concat, mean, memory, mul, neg, setBackend, type Tensor } from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import type { Network } from "#core/network";
import { Random } from "#core/random";
import type { Batch, WindowSet } from "#core/signal";
import { distill } from "#distill/distill";
import { buildNetwork, type DistillPlan, type NetworkPlan } from "#distill/distill-plan";
import { makeLearner } from "#distill/learner";
import { defineMethod, type Method } from "#distill/method";
import { loadLearner } from "#distill/saved";
import { teachersThenStudent } from "#distill/stage";
import { replaceRows, type TeacherViews, teacherViews, viewGatherer } from "#distill/teacher-views";
import type { TrainingData } from "#distill/training-data";
import { quietTf } from "#record/quiet";
import { makeBatches } from "#sensors/batches";
import { selectWindows, subjectFolds } from "#sensors/split";
import { cnn1dTiny } from "#students/cnn1d-tiny";
import { temporaryFolder } from "#test/support/temporary-folder";
import { expectClose, randomArray } from "#test/support/tensors";
import { cpuEngine } from "#train/engines/eager";
import { adam } from "#train/optimizers";
import { readWeights } from "#train/weights";

beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
});

const length = 8;
const size = 12;

/** Four people, three windows each, two classes. */
const windows: WindowSet = {
  size,
  signals: {
    acc: {
      data: randomArray(size * length * 3, 1),
      length,
      channels: ["x", "y", "z"],
      sampleRate: 50,
      unit: "g",
    },
  },
  labels: Int32Array.from({ length: size }, (_, i) => i % 2),
  classes: ["sit", "walk"],
  subjects: Array.from({ length: size }, (_, i) => `p${i % 4}`),
  recordings: Array.from({ length: size }, (_, i) => `r${i}`),
};

/** Each sample gets a shift of its own per view. */
function dataOf(
  train: WindowSet,
  onBatch: (batch: Batch, epoch: number) => void = () => {},
): TrainingData {
  const random = new Random(3);
  return {
    train,
    validation: undefined,
    batches: ({ batchSize, modalities, shuffle, views }) => {
      const source = makeBatches(train, {
        batchSize,
        modalities,
        shuffle,
        random,
        augment: ({ windows: { acc } }, chance) => {
          const shift = chance.normal();
          acc!.data.forEach((x, i) => {
            acc!.data[i] = x + shift;
          });
        },
        ...(views !== undefined && { views }),
      });
      return {
        ...source,
        batch(epoch, index) {
          const batch = source.batch(epoch, index);
          if (shuffle) onBatch(batch, epoch);
          return batch;
        },
      };
    },
    folds: (count) => subjectFolds(train, count, random.fork("folds")),
    subset: (rows) => dataOf(selectWindows(train, rows)),
  };
}

const plan: NetworkPlan = {
  entry: cnn1dTiny as never,
  options: { filters: [3, 3, 3], kernels: [3, 3, 3] },
  inputs: ["acc"],
};

async function answer(network: Network, { inputs }: Batch, tap = "logits"): Promise<Float32Array> {
  const forward = await cpuEngine().compileForward(network, ["features"]);
  const outputs = await forward.run(readWeights(network.model), inputs);
  return outputs[tap]!.data;
}

describe("views", () => {
  test.each([0, 1, 2, 3])(
    "in epoch %i a shuffled batch gets what the live teacher says of it",
    async (epoch) => {
      const data = dataOf(windows);
      const network = await buildNetwork(plan, data, 5);
      const views = await teacherViews(cpuEngine(), network, ["features"], data, 2);
      const source = data.batches({ batchSize: 5, modalities: ["acc"], shuffle: true, views: 2 });
      const gather = viewGatherer(views);
      for (let i = 0; i < source.batchesPerEpoch; i++) {
        const batch = source.batch(epoch, i);
        const kept = gather(batch, epoch);
        expect(kept.logits!.shape).toEqual([5, 2]);
        expectClose(kept.logits!.data, await answer(network, batch));
        expectClose(kept.features!.data, await answer(network, batch, "features"));
      }
    },
  );

  test("hold all forms of every window, where a method makes several", async () => {
    const data = dataOf(windows);
    const network = await buildNetwork(plan, data, 5);
    const turned = ({ acc }: Readonly<Record<string, Tensor>>) => ({
      acc: concat([acc!, neg(acc!)]),
    });
    const views = await teacherViews(cpuEngine(), network, [], data, 2, { count: 2, of: turned });
    expect(views[0]!.logits!.shape).toEqual([2 * size, 2]);
    const source = data.batches({ batchSize: 5, modalities: ["acc"], shuffle: true, views: 2 });
    const batch = source.batch(1, 0);
    const { data: own, shape } = batch.inputs.acc!;
    const turnedBatch = { ...batch, inputs: { acc: { data: own.map((x) => -x), shape } } };
    const kept = viewGatherer(views, 2)(batch, 1).logits!;
    expect(kept.shape).toEqual([10, 2]);
    expectClose(kept.data.subarray(0, 10), await answer(network, batch));
    expectClose(kept.data.subarray(10), await answer(network, turnedBatch));
  });

  test("differ from one another, and from epoch to epoch", async () => {
    const data = dataOf(windows);
    const views = await teacherViews(cpuEngine(), await buildNetwork(plan, data, 5), [], data, 2);
    expect(views.length).toBe(2);
    expect(views[0]!.logits!.shape).toEqual([size, 2]);
    expect(views[0]!.logits!.data).not.toEqual(views[1]!.logits!.data);
  });

  test("a gathered batch stays as it is while the next is gathered, whatever the batches' sizes", () => {
    const views = [{ logits: { data: Float32Array.of(0, 1, 2, 3), shape: [4, 1] } }];
    const gather = viewGatherer(views);
    const rowsOf = (...ids: number[]) =>
      gather({ sampleIds: Int32Array.from(ids) } as unknown as Batch, 0).logits!.data;
    const [first, second] = [rowsOf(3, 1), rowsOf(2)];
    expect([...first]).toEqual([3, 1]);
    expect([...second]).toEqual([2]);
    expect([...rowsOf(0, 2)]).toEqual([0, 2]);
    expect([...second]).toEqual([2]);
  });

  test("rows can be taken from another table, one output of them", () => {
    const table = (start: number): TeacherViews => [
      {
        logits: { data: Float32Array.from({ length: 6 }, (_, i) => start + i), shape: [3, 2] },
        features: { data: Float32Array.of(start, start, start), shape: [3, 1] },
      },
    ];
    const target = table(0);
    replaceRows(target, table(10), Int32Array.of(0, 2), "logits");
    expect([...target[0]!.logits!.data]).toEqual([10, 11, 2, 3, 14, 15]);
    expect([...target[0]!.features!.data]).toEqual([0, 0, 0]);
    replaceRows(target, table(20), Int32Array.of(0), "features", 3); // one sample in three forms
    expect([...target[0]!.features!.data]).toEqual([20, 20, 20]);
  });
});

/** Looks at the teacher's logits; eager engines let it. */
function spyOn(seen: Float32Array[]): Method {
  return defineMethod({
    name: "spy",
    summary: "keeps what the teacher says",
    source: "test",
    teachers: "one",
    needs: ["logits"],
    laws: [],
    options: {},
    weights: () => ({ hard: 1, soft: 1 }),
    stages: teachersThenStudent,
    loss: ({ student, teachers }) => {
      seen.push(Float32Array.from(teachers[0]!.logits.dataSync()));
      return mul(mean(student.logits), 0);
    },
  });
}

const training = {
  epochs: 2,
  batchSize: 6,
  optimizer: { entry: adam as never, options: adam.options },
  learningRate: 0.05,
  schedule: { name: "constant" },
  weightDecay: 0,
  clipNorm: null,
  earlyStopping: null,
};

describe("cross-fitting", () => {
  test("every sample is taught by a teacher that never saw its person", async () => {
    const folder = await temporaryFolder();
    const seen: Float32Array[] = [];
    const batches: { batch: Batch; epoch: number }[] = [];
    const data = dataOf(windows, (batch, epoch) => batches.push({ batch, epoch }));
    const spied: DistillPlan = {
      method: spyOn(seen),
      methodOptions: {},
      teachers: { t: plan },
      student: plan,
      train: { teacher: training, student: training },
      teacherViews: 2,
      crossFitFolds: 2,
      seed: 4,
    };
    const before = memory().numTensors;
    const { release } = await distill(spied, {
      engine: cpuEngine(),
      data,
      dataKey: "windows",
      keeper: {
        async stage({ path }, produce) {
          await mkdir(join(folder, path), { recursive: true });
          await produce(join(folder, path));
          return { key: path, folder: join(folder, path) };
        },
      },
      folderOf: (role) => role,
      clock: () => new Date(0),
    });
    release(); // the folds' teachers too
    expect(memory().numTensors).toBe(before);
    const ofStudent = batches.slice(-seen.length); // before them the teacher's own
    expect(seen.length).toBe(training.epochs * 2);
    const folds = data.folds(2);
    const loaded = await Promise.all(
      ["t-fold-1", "t-fold-2", "t"].map((name) => savedTeacher(join(folder, name), data)),
    );
    for (const [i, { batch }] of ofStudent.entries()) {
      const answers = await Promise.all(loaded.map((network) => answer(network, batch)));
      for (const [place, row] of batch.sampleIds.entries()) {
        const fold = folds.findIndex(({ held }) => held.includes(row));
        const trainedOn = [...folds[fold]!.train].map((other) => windows.subjects[other]);
        expect(trainedOn).not.toContain(windows.subjects[row]);
        const said = seen[i]!.slice(2 * place, 2 * place + 2);
        expectClose(said, answers[fold]!.slice(2 * place, 2 * place + 2));
        const [other] = answers[1 - fold]!.slice(2 * place);
        expect(Math.abs(said[0]! - other!)).toBeGreaterThan(1e-4); // the teachers do differ
      }
    }
  });
});

async function savedTeacher(folder: string, data: TrainingData): Promise<Network> {
  const network = await buildNetwork(plan, data, 99);
  await loadLearner(folder, makeLearner(network));
  return network;
}
