/** @file Static int8 of networks that were trained to be rounded, beside that of the same networks as they were. */
import { batchesOf, calibrationFeeds } from "#benchmarks/calibration-feeds";
import type { TrainedFile } from "#benchmarks/quantize";
import { trainedCandidates } from "#export/quantize/candidates";
import { createJudge } from "#export/quantize/judge";
import { quantizeDefaults, quantizeModel } from "#export/quantize/quantize-model";
import { staticInt8 } from "#export/quantize/schemes";
import { quantizeTargets } from "#export/quantize/targets";
import type { TrainedForScheme } from "#export/quantize/trained";
import { workingOpset } from "#graph/opset/working-opset";
import { decodeModel, encodeModel } from "#graph/protobuf";
import { createOrtNodeSession as createSession } from "#runtime/ort-node";

export const qatScheme = staticInt8.name;

/** One training of a network, and what training it further for the scheme gave. */
export interface QatFile extends TrainedFile {
  readonly trained: TrainedForScheme;
  /** Whether `wristill run` ships the trained one: where it is right on more training windows. */
  readonly shipped: boolean;
}

/** On the test part; all by training, in points of accuracy. */
export interface QatFigures {
  readonly testWindows: number;
  readonly float: readonly number[];
  /** The float network after its further training, nothing rounded: what more epochs alone are worth. */
  readonly further: readonly number[];
  readonly rounded: readonly number[];
  readonly trained: readonly number[];
  readonly shipped: readonly boolean[];
}

export interface QatReport extends QatFigures {
  readonly network: string;
  readonly epochs: number;
  readonly learningRate: number;
}

/** A network that cannot be trained further. */
export interface QatRefusal {
  readonly network: string;
  /** As the command says it. */
  readonly refused: string;
}

/** Forms answer alike, so there is one: that of microcontrollers. */
export async function measureQat(files: readonly QatFile[]): Promise<QatFigures> {
  const found = [];
  for (const file of files) found.push(await scores(file));
  return {
    testWindows: files[0]!.test.size,
    float: found.map(({ float }) => float),
    further: found.map(({ further }) => further),
    rounded: found.map(({ rounded }) => rounded),
    trained: found.map(({ trained }) => trained),
    shipped: files.map(({ shipped }) => shipped),
  };
}

async function scores({ bytes, train, test, trained }: QatFile) {
  const trial = { feeds: batchesOf(bytes, test), labels: test.labels };
  const judge = await createJudge(bytes, trial, createSession);
  const calibration = calibrationFeeds(bytes, train, 512);
  const options = { ...quantizeDefaults, calibration, createSession, budget: undefined };
  const rounded = await quantizeModel(decodeModel(bytes), { ...options, target: "mcu" });
  const target = quantizeTargets.mcu;
  const context = { ...options, target, judge, scheme: staticInt8, opset: workingOpset };
  const [further] = trainedCandidates({ ...context, graph: trained.graph }, trained);
  const of = async (model: Uint8Array) => (await judge(model)).accuracy!;
  const { float, quantized } = await of(rounded.bytes);
  return {
    ...{ float: 100 * float, rounded: 100 * quantized },
    further: 100 * (await of(encodeModel(trained.graph))).quantized,
    trained: 100 * (await of(further!.bytes)).quantized,
  };
}
