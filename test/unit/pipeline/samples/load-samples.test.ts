import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { batchesOf } from "#benchmarks/samples";
import { loadSamples } from "#src/pipeline/samples/load-samples";
import { npy, npz } from "#test/support/numpy-files";
import { temporaryFolder } from "#test/support/temporary-folder";

const acc = { name: "acc", dtype: "float32", shape: ["batch", 3, 2] } as const;
const model = { inputs: [acc], classes: ["sit", "walk"] };
const rows = (count: number) => Float32Array.from({ length: count * 6 }, (_, i) => i);

async function folderWith(files: Readonly<Record<string, Uint8Array | string>>): Promise<string> {
  const folder = await temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  return folder;
}

test("an .npz: the only array is the only input, labels go by their name", async () => {
  const arrays = { windows: npy(rows(4), [4, 3, 2]), labels: npy(Int32Array.of(0, 1, 1, 0), [4]) };
  const folder = await folderWith({ "a.npz": npz(arrays) });
  const { calibration, validation, trial } = await loadSamples(join(folder, "a.npz"), model);
  expect([validation, trial]).toEqual([calibration, calibration]);
  expect(calibration.count).toBe(4);
  expect([...calibration.labels!]).toEqual([0, 1, 1, 0]);
  expect(calibration.inputs.acc).toEqual(rows(4));
});

test("a folder of tables: one window each, its folder is its class", async () => {
  const table = (start: number) => `x,y\n${start},1\n2,3\n4,5\n`;
  const folder = await folderWith({
    "sit/1.csv": table(0),
    "walk/1.csv": table(7),
    "walk/2.csv": table(8),
  });
  const { calibration } = await loadSamples(folder, model);
  expect([...calibration.labels!]).toEqual([0, 1, 1]);
  expect([...calibration.inputs.acc!.subarray(6, 12)]).toEqual([7, 1, 2, 3, 4, 5]);
});

test.each([[[2, 3]], [[1, 2, 3]], [[2, 1, 3]]])(
  "a table is a row per moment, also where the model reads %j",
  async (window) => {
    const folder = await folderWith({ "1.csv": "x,y\n0,1\n2,3\n4,5\n" });
    const inputs = [{ ...acc, shape: ["batch", ...window] }];
    const { calibration } = await loadSamples(folder, { ...model, inputs });
    expect([...calibration.inputs.acc!]).toEqual([0, 2, 4, 1, 3, 5]);
  },
);

test("the folder of a run knows its own windows: training people calibrate, validation people choose, test people measure", async () => {
  const config = `
    data: { dataset: demo, options: { subjects: 4, takes: 2 }, modalities: { acc: { steps: 32 } }, split: { test: 1, validation: 1 } }
    student: { network: cnn1d-tiny, inputs: [acc] }
    method: { name: none }`;
  const folder = await folderWith({ "config.resolved.yaml": config });
  const inputs = [{ ...acc, name: "input_acc", shape: ["batch", 32, 3] }];
  const asked = { inputs, classes: undefined };
  const { calibration, validation, trial } = await loadSamples(folder, asked);
  expect(trial.count).toBeGreaterThan(0);
  expect(trial.labels).toHaveLength(trial.count);
  expect(calibration.inputs.input_acc).toHaveLength(calibration.count * 32 * 3);
  expect(validation!.count).toBe(trial.count); // as many windows of another person
  expect(validation!.inputs).not.toEqual(trial.inputs);
  const turned = [{ ...acc, name: "input_acc", shape: ["batch", 3, 32] }];
  const first = (await loadSamples(folder, { ...asked, inputs: turned })).calibration.inputs;
  const [rows, columns] = [calibration.inputs.input_acc!, first.input_acc!];
  expect([...columns.subarray(0, 32)]).toEqual([...rows.filter((_, i) => i < 96 && i % 3 === 0)]);
  const nobody = config.replace("validation: 1", "validation: 0");
  await writeFile(join(folder, "config.resolved.yaml"), nobody);
  expect((await loadSamples(folder, asked)).validation).toBeUndefined();
});

test("batches are spread over all windows and can be walked twice; a fixed batch stays full", async () => {
  const samples = { inputs: { acc: rows(10) }, count: 10 };
  const some = batchesOf(samples, model, 5);
  for (let walk = 0; walk < 2; walk++) {
    const [feed] = [...some];
    expect(feed!.acc!.shape).toEqual([5, 3, 2]);
    expect([...(feed!.acc!.data as Float32Array)].filter((_, i) => i % 6 === 0)).toEqual([
      0, 12, 24, 36, 48,
    ]);
  }
  const fixed = { ...model, inputs: [{ ...acc, shape: [4, 3, 2] }] };
  expect([...batchesOf(samples, fixed)].map((feed) => feed.acc!.shape[0])).toEqual([4, 4, 4]);
});

const uneven = { acc: npy(rows(3), [3, 3, 2]), y: npy(Int32Array.of(0, 1), [2]) };
test.each<[string, Record<string, Uint8Array | string>, string, RegExp]>([
  [
    "windows of another length",
    { "a.npy": npy(rows(2), [2, 2, 3]) },
    "a.npy",
    /takes \[windows, 3, 2\]/,
  ],
  ["fewer labels than windows", { "a.npz": npz(uneven) }, "a.npz", /arrays of 3 and 2 windows/],
  [
    "labels that begin with 1",
    { "a.npz": npz({ acc: npy(rows(2), [2, 3, 2]), y: npy(Int32Array.of(1, 2), [2]) }) },
    "a.npz",
    /a\.npz\/y: label 2 is none of the model's 2 classes, which are counted from 0/,
  ],
  ["another kind of file", { "a.txt": "1 2 3" }, "a.txt", /not a kind of file that holds windows/],
  ["an empty folder", { "b/readme.md": "" }, "", /no CSV files here/],
  [
    "a table of another size",
    { "a.csv": "x,y\n1,2\n" },
    "",
    /1 rows of 2 columns; the model's window has 3 of 2/,
  ],
  [
    "a folder that is no class",
    { "run/a.csv": "x,y\n1,2\n3,4\n5,6\n" },
    "",
    /no class of the model/,
  ],
])("%s is a sentence", async (_, files, name, sentence) => {
  const folder = await folderWith(files);
  await expect(loadSamples(join(folder, name), model)).rejects.toThrow(sentence);
});

test("two inputs need an .npz with both", async () => {
  const folder = await folderWith({
    "a.npy": npy(rows(2), [2, 3, 2]),
    "a.npz": npz({ acc: npy(rows(2), [2, 3, 2]) }),
  });
  const two = { ...model, inputs: [acc, { ...acc, name: "gyro" }] };
  await expect(loadSamples(join(folder, "a.npy"), two)).rejects.toThrow(/acc and gyro/);
  await expect(loadSamples(join(folder, "a.npz"), two)).rejects.toThrow(/no array "gyro"/);
});
