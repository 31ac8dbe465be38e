/** @file One file, or some, of everything that writes ONNX: by the file of the source that writes. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setBackend } from "@tensorflow/tfjs";
import type { Baseline } from "#classic/baseline";
import * as baselines from "#classic/entries";
import { exportBaseline } from "#classic/export-baseline";
import { fitBaseline } from "#classic/fit-baseline";
import { thinned } from "#compress/prune";
import { magnitudeMasks } from "#compress/prune-weights";
import type { Network, NetworkEntry } from "#core/network";
import { unpack } from "#core/pack";
import { Random } from "#core/random";
import { inConvForm } from "#export/conv-form";
import { graphCost } from "#export/cost";
import { onnx } from "#export/formats/onnx";
import { openSource } from "#export/formats/open-source";
import { isWeighted } from "#export/quantize/plan";
import { quantizeModel } from "#export/quantize/quantize-model";
import * as schemes from "#export/quantize/schemes";
import { setWeight, weightOf } from "#export/quantize/weights";
import { copyGraph } from "#graph/copy-graph";
import { inOpset, toWorkingOpset } from "#graph/opset/convert-opset";
import { decodeModel, encodeModel } from "#graph/protobuf";
import { tapFeatures } from "#live/feature-tap";
import { recordHead } from "#live/head-step";
import { quietTf } from "#record/quiet";
import { createOrtNodeSession as createSession } from "#runtime/ort-node";
import { describeModel } from "#src/pipeline/describe/describe-model";
import { withProvenance } from "#src/pipeline/file-provenance";
import { withTemperature } from "#src/pipeline/temperature";
import { cnn1dTiny } from "#students/cnn1d-tiny";
import { dsCnn1d } from "#students/ds-cnn1d";
import { layouts } from "#teachers/files/layouts";
import { shakes } from "#test/unit/classic/window-set";
import { builtNetwork, exportedModel, waves } from "./exported.ts";
import { aboutForeign, foreignModel } from "./foreign-model.ts";
import { teacherNetworks } from "./teacher-files.ts";

/** By name: the bytes. */
type Files = Readonly<Record<string, Uint8Array>>;

const student = () => builtNetwork(dsCnn1d as NetworkEntry);
const train = shakes(["a", "b"], 1);

/** Every source file that writes ONNX for somebody else to read. */
export const writers: Readonly<Record<string, () => Promise<Files>>> = {
  /** Students are in test/differential/onnx-checker. */
  "export/export-onnx.ts": async () => {
    const files: Record<string, Uint8Array> = {};
    for (const [name, open] of Object.entries(teacherNetworks))
      files[`teacher ${name}`] = exportedModel((await open()) as Network).bytes;
    for (const opset of [13, 26])
      files[`student of set ${opset}`] = exportedModel(student(), { opset }).bytes;
    return { ...files, "student in 1-D": exportedModel(student(), { conv: "1d" }).bytes };
  },

  "export/formats/onnx.ts": async () => {
    const files: Record<string, Uint8Array> = {};
    const clean = async (name: string, network: Network, options = {}) => {
      const source = openSource(exportedModel(network).bytes, { createSession, ...options });
      files[`clean ${name}`] = (await onnx.write(source, "x")).files[0]!.content as Uint8Array;
    };
    await clean("student", student());
    await clean("student in 1-D", student(), { conv: "1d" });
    await clean("student of set 22", student(), { opset: 22 });
    for (const name of ["transformer", "skel-bilstm", "stgcn"])
      await clean(`teacher ${name}`, (await teacherNetworks[name]!()) as Network);
    return files;
  },

  "export/quantize/encode-compact.ts": async () => {
    const network = (await teacherNetworks.wrn1d!()) as Network;
    const { graph } = exportedModel(network);
    const files: Record<string, Uint8Array> = {};
    for (const { name } of Object.values(schemes)) {
      const calibration = [waves(network, 16, 1)];
      const options = { scheme: name, target: "mcu", calibration, createSession } as const;
      files[`quantized wrn1d, ${name}`] = (await quantizeModel(graph, options)).bytes;
    }
    return files;
  },

  "src/classic/export-baseline.ts": async () => {
    const fitted = Object.values(baselines as never as Readonly<Record<string, Baseline>>).map(
      (baseline) => {
        const small = baseline.name === "random-forest" && { options: { trees: 5 } };
        const options = { inputs: ["acc"], ...small, random: new Random(1) };
        return [baseline.name, fitBaseline(baseline, train, undefined, options)] as const;
      },
    );
    const sets = [17, 24].flatMap((opset) =>
      fitted.map(([name, it]) => [name, opset, it] as const),
    );
    return Object.fromEntries(
      sets.map(([name, opset, it]) => [
        `${name} of set ${opset}`,
        exportBaseline(it, train, { opset }).bytes,
      ]),
    );
  },

  "src/live/live-site.ts": async () => {
    const graph = decodeModel(exportedModel(student()).bytes);
    tapFeatures(graph);
    return { "live model": encodeModel(graph, { valueInfo: true }) };
  },

  "src/pipeline/describe/describe-model.ts": async () => {
    const folder = await mkdtemp(join(tmpdir(), "wristill-"));
    const about = join(folder, "about.yaml");
    await writeFile(about, aboutForeign.replace("unit: g", "unit: mg"));
    const files: Record<string, Uint8Array> = {};
    for (const layout of layouts) {
      const foreign = foreignModel({ layout, probabilities: true });
      files[`described, ${layout}`] = (await describeModel(foreign, "torch.onnx", about)).bytes;
    }
    await rm(folder, { recursive: true });
    return files;
  },

  "src/pipeline/file-form-stage.ts": async () => {
    const inOtherForm = (bytes: Uint8Array) =>
      inOpset(inConvForm(toWorkingOpset(decodeModel(bytes)), "1d"), 21);
    return Object.fromEntries(
      Object.entries(pruned(21)).map(([name, bytes]) => [
        `${name}, in 1-D`,
        encodeModel(inOtherForm(bytes), { valueInfo: true }),
      ]),
    );
  },

  "src/pipeline/file-provenance.ts": async () => {
    const { bytes } = exportedModel(student());
    const provenance = { dataset: "demo", method: "kd", seed: "1" };
    return { "student that says where it comes from": withProvenance(bytes, provenance) };
  },

  "src/pipeline/fit/pruned-student-stage.ts": async () => pruned(17),
  "src/pipeline/prune-stage.ts": async () => pruned(21),

  "src/pipeline/temperature.ts": async () => {
    const classes = ["walking", "jogging", "sitting", "standing"];
    const length = train.signals.acc!.length;
    const network = builtNetwork(cnn1dTiny, {}, [{ modality: "acc", length, channels: 3 }]);
    const bytes = await withTemperature(exportedModel(network).bytes, { ...train, classes });
    return { "student with its temperature": bytes };
  },

  "src/train/pack-step.ts": async () => {
    const { step, forward } = await recordHead(6, 4);
    const { model } = unpack(step, "the step") as { readonly model: Uint8Array };
    return { "live step": model, "live forward": forward };
  },
};

/** A channel less wherever one can be spared, and in another file weights that are zero. */
function pruned(opset: number): Files {
  const { graph } = exportedModel(student());
  const macs = (of: typeof graph) => graphCost(of).macs;
  const thin = thinned(graph, 0.6 * macs(graph), macs, "multiplications").graph;
  const sparse = copyGraph(graph);
  const masks = magnitudeMasks(sparse, 0.5);
  for (const node of sparse.nodes.filter(isWeighted)) {
    const mask = masks.get(`${node.name}/weight`);
    const { data } = weightOf(node);
    if (mask)
      setWeight(
        sparse,
        node,
        Float32Array.from(data, (w, i) => w * mask[i]!),
      );
  }
  const files = { "fewer channels": thin, "sparse weights": sparse };
  return Object.fromEntries(
    Object.entries(files).map(([name, it]) => [
      `pruned to ${name}, set ${opset}`,
      encodeModel(inOpset(it, opset), { valueInfo: true }),
    ]),
  );
}

/** Source files that write ONNX which no other program reads, with where it goes. */
export const inside: Readonly<Record<string, string>> = {
  "export/choose-conv-form.ts": "raced, and thrown away",
  "export/integer/agreement.ts": "run, and thrown away",
  "export/lift/fold-decided.ts": "run, and thrown away",
  "export/one-window.ts": "loaded, for its shapes",
  "export/quantize/calibrate.ts": "run, and thrown away",
  "export/quantize/candidates.ts": "judged; what ships comes from encode-compact",
  "export/quantize/corrections/layer-inputs.ts": "run, and thrown away",
  "export/quantize/quantize-model.ts": "judged; what ships comes from encode-compact",
  "src/compress/prune.ts": "its length counts",
  "src/graph/encode-model.ts": "what all others call",
  "src/pipeline/aware-stage.ts":
    "a stage of a run that quantizing reads; the graph is the exported one, with other weights",
  "src/pipeline/fit/price-stage.ts": "its length counts",
  "src/runtime/decided-sizes.ts": "run, and thrown away",
  "src/runtime/infer-shapes.ts": "loaded, for its shapes",
  "src/train/engines/recorded.ts": "a training step that runs here",
  "teachers/files/infer-shapes.ts": "loaded, for its shapes",
  "teachers/files/network-of-graph.ts": "a graph in a layer",
};

export async function prepareTf(): Promise<void> {
  quietTf();
  await setBackend("cpu");
}
