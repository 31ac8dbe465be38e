/** What an ensemble is good for, on data where it can be seen: classes that show in two ways, and often in one only. */
import { setBackend } from "@tensorflow/tfjs";
import { beforeAll, expect, test } from "vitest";
import { Random } from "#core/random";
import type { NdArray, WindowSet } from "#core/signal";
import type { Trained } from "#distill/distill";
import type { Method } from "#distill/method";
import { ensTheory } from "#distill/multi-teacher/ens-theory";
import { quietTf } from "#record/quiet";
import { createOrtNodeSession } from "#runtime/ort-node";
import { dataOf, network, planOf, run } from "#test/support/tiny-distillation";
import { recordedEngine } from "#train/engines/recorded";
import { argmaxRows } from "#train/metrics";
import { predictor } from "#train/predict";
import { readWeights } from "#train/weights";

beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
});

const engine = recordedEngine(createOrtNodeSession, { threads: 1 });
const classes = ["a", "b", "c", "d", "e"];
const channels = 2 * classes.length;
const length = 4;

/**
 * Each class has two of ten channels to itself. 80 % of the windows show both, at one moment each; 20 % show one, among
 * weaker traces of every other class. Noise everywhere. (Allen-Zhu and Li 2023, definition 3.1, in small.)
 */
function drawWindows(size: number, random: Random): { set: WindowSet; oneView: boolean[] } {
  const labels = Int32Array.from({ length: size }, (_, i) => i % classes.length);
  const data = Float32Array.from({ length: size * length * channels }, () => 0.3 * random.normal());
  const oneView = Array.from(labels, () => random.uniform() < 0.2);
  for (const [n, label] of labels.entries()) {
    const show = (channel: number, strength: number) => {
      data[(n * length + random.integer(length)) * channels + channel]! += strength;
    };
    const first = random.integer(2);
    show(2 * label + first, 1);
    if (!oneView[n]) show(2 * label + 1 - first, 1);
    else
      for (let c = 0; c < channels; c++)
        if (Math.floor(c / 2) !== label) show(c, random.between(0, 0.8));
  }
  const names = Array.from({ length: channels }, (_, c) => `c${c}`);
  const facts = { length, channels: names, sampleRate: 50, unit: "g" } as const;
  const set: WindowSet = {
    size,
    signals: { acc: { data, ...facts } },
    labels,
    classes,
    subjects: Array.from(labels, () => "p"),
    recordings: Array.from(labels, (_, i) => `r${i}`),
  };
  return { set, oneView };
}

async function logitsOf({ network: trained }: Trained, set: WindowSet): Promise<NdArray> {
  const runner = await predictor(engine, trained);
  const { logits } = await runner.predict(readWeights(trained.model), set);
  await runner.release();
  return logits!;
}

test("seeds of a network err where one view is missing, together less, and one student learns it from them", async () => {
  const { set: train } = drawWindows(200, new Random(1));
  const { set: unseen, oneView } = drawWindows(2000, new Random(2));
  const plan = planOf(ensTheory as Method);
  const training = { ...plan.train.student, epochs: 30, batchSize: 20 };
  const of = { ...network, options: { filters: [16, 16, 16], kernels: [1, 1, 1] } };
  const { teachers, student } = await run(
    ensTheory as Method,
    { teachers: { t: of }, student: of, train: { teacher: training, student: training } },
    { engine, data: { ...dataOf(train), validation: undefined } },
  );

  const errorOf = ({ data }: Pick<NdArray, "data">, among = (_row: number) => true) => {
    const answers = argmaxRows(data, classes.length);
    const rows = [...unseen.labels.keys()].filter(among);
    return rows.filter((row) => answers[row] !== unseen.labels[row]).length / rows.length;
  };
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b) / values.length;
  const members: NdArray[] = [];
  for (const teacher of teachers) members.push(await logitsOf(teacher, unseen));
  const together = members[0]!.data.map((_, i) => mean(members.map(({ data }) => data[i]!)));

  const single = mean(members.map((member) => errorOf(member)));
  const ensemble = errorOf({ data: together });
  const taught = errorOf(await logitsOf(student, unseen));
  const where = (one: boolean) =>
    mean(members.map((member) => errorOf(member, (row) => oneView[row] === one)));
  expect(where(true)).toBeGreaterThan(where(false) + 0.1);
  expect(ensemble).toBeLessThanOrEqual(taught + 0.01);
  expect(taught + 0.01).toBeLessThan(single);
});
