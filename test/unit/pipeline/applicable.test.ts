/** Methods that read taps: refused before anything is trained, or trained and exported. */
import { setBackend } from "@tensorflow/tfjs";
import { beforeAll, expect, test } from "vitest";
import type { NetworkEntry } from "#core/network";
import type { WindowSet } from "#core/signal";
import type { DistillPlan, NetworkPlan } from "#distill/distill-plan";
import { mrd } from "#distill/relation/mrd";
import { exportOnnx } from "#export/export-onnx";
import { quietTf } from "#record/quiet";
import { runPipeline } from "#src/pipeline";
import { checkApplicable } from "#src/pipeline/applicable";
import { cnn1dBranches } from "#students/cnn1d-branches";
import { cnn1dTiny } from "#students/cnn1d-tiny";
import { fuse } from "#teachers/fuse";
import { wrn1d } from "#teachers/wrn1d";
import { temporaryFolder } from "#test/support/temporary-folder";
import { randomArray } from "#test/support/tensors";
import { dataOf, planOf, run, windows } from "#test/support/tiny-distillation";
import { clock, tinyConfig } from "./tiny-road.ts";

beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
});

const both = ["acc", "gyro"];
const { acc } = windows.signals;
const worn: WindowSet = {
  ...windows,
  signals: { acc: acc!, gyro: { ...acc!, data: randomArray(acc!.data.length, 4), unit: "rad/s" } },
};

function planned<T extends object, S extends object>(
  teacher: NetworkEntry<T>,
  student: NetworkEntry<S>,
  [taught, own] = [both, both],
): DistillPlan {
  const network = (entry: unknown, options: object, inputs: readonly string[]): NetworkPlan => ({
    entry: entry as NetworkEntry,
    options,
    inputs,
  });
  const teachers = { t: network(teacher, { depth: 10, width: 1 }, taught!) };
  return planOf(mrd as never, { teachers, student: network(student, {}, own!) });
}

test("mrd wants as many branches of the student as of its teacher, two or more", async () => {
  const check = (plan: DistillPlan) => checkApplicable(plan, dataOf(worn));
  await expect(check(planned(fuse, cnn1dBranches))).resolves.toBeUndefined();
  await expect(check(planned(fuse, cnn1dTiny, [both, ["acc"]]))).rejects.toThrow(
    'method "mrd" wants a branch [feature] per modality, and cnn1d-tiny has none',
  );
  await expect(check(planned(wrn1d, cnn1dBranches, [["acc"], both]))).rejects.toThrow(
    "wrn1d has none",
  );
  const three = { ...worn, signals: { ...worn.signals, mag: acc! } };
  await expect(
    checkApplicable(planned(fuse, cnn1dBranches, [[...both, "mag"], both]), dataOf(three)),
  ).rejects.toThrow("as many in every network");
});

const file = (options: object) => ({
  teachers: { big: { network: "onnx-file", inputs: ["acc"], options } },
  method: { name: "kd", teachers: ["big"] },
});

test.each([
  ["a method that cannot be", { method: { name: "mrd" } }, "a branch [feature] per modality"],
  ["a teacher's file that is not there", file({ path: "no.onnx" }), "no.onnx cannot be read"],
])("a run of %s ends before anything is trained", async (_what, changed, sentence) => {
  const trained: string[] = [];
  const road = runPipeline(tinyConfig(changed), {
    outFolder: await temporaryFolder(),
    clock,
    onProgress: ({ task }) => trained.push(task),
  });
  await expect(road).rejects.toThrow(sentence);
  expect(new Set(trained)).toEqual(new Set(["data demo"]));
});

test("from fuse to a student with branches, mrd trains, and the file has no branch", async () => {
  const { student } = await run(mrd as never, planned(fuse, cnn1dBranches), { data: dataOf(worn) });
  const { history, network } = student;
  expect(history.at(-1)!.loss).toBeLessThan(history[0]!.loss);
  const scale = { mean: Float32Array.of(0, 0), sd: Float32Array.of(1, 1) };
  const { graph } = exportOnnx(network, {
    normalization: { acc: scale, gyro: scale },
    signals: worn.signals,
    classes: worn.classes,
  });
  expect(graph.inputs.map(({ name }) => name)).toEqual(both);
  expect(graph.outputs.map(({ name }) => name)).toEqual(["logits", "probabilities"]);
  expect(
    graph.nodes.filter(({ op }) => op === "ReduceMean" || op === "GlobalAveragePool"),
  ).toHaveLength(1);
});
