/** @file Static int8: int8 weights per channel, uint8 activations whose ranges come from training windows. */

import type { Graph } from "#graph/graph";
import type { CreateSession } from "#runtime/session";
import { buildForm } from "./build-form.ts";
import { type CalibrationFeeds, calibrate } from "./calibrate.ts";
import { chooseForm, type Form, type FormChoice } from "./choose-form.ts";
import type { QuantizedTensor } from "./insert-qdq.ts";
import { quantizedValues } from "./plan.ts";
import { type Range, type RangeName, rangeMethods } from "./ranges.ts";

export interface QuantizeOptions {
  /** Inputs of the model, from training windows (512 are plenty), in batches. */
  readonly calibration: CalibrationFeeds;
  /** Runs the calibration, and the candidates where the form is chosen by measurement. */
  readonly createSession: CreateSession;
  /** `portable`: standard operators only. `cpu`, `wasm`: whatever is fastest with {@link createSession}'s runtime. */
  readonly target: "cpu" | "wasm" | "portable" | "auto";
  /** How ranges are chosen from what calibration saw. */
  readonly ranges: RangeName;
  /** 7 keeps x86 processors without VNNI from saturating 16-bit sums, at half the weight resolution. */
  readonly weightBits: 7 | 8;
}

export const quantizeDefaults = { target: "auto", ranges: "mse", weightBits: 8 } as const;

export interface QuantizedModel extends FormChoice {
  /** The ONNX file. */
  readonly bytes: Uint8Array;
  readonly graph: Graph;
  /** Every quantized activation, with its range. */
  readonly tensors: readonly QuantizedTensor[];
  /** Windows that calibration saw. */
  readonly calibrationWindows: number;
}

type GivenOptions = Partial<QuantizeOptions> &
  Pick<QuantizeOptions, "calibration" | "createSession">;

/** Quantize a clean float graph (the `graph` of {@link exportOnnx}, or a decoded file), which stays as it is. */
export async function quantizeInt8(graph: Graph, given: GivenOptions): Promise<QuantizedModel> {
  const options: QuantizeOptions = { ...quantizeDefaults, ...given };
  const { calibration, createSession, target, ranges, weightBits } = options;
  const names = [...quantizedValues(graph)].map(({ name }) => name);
  const { histograms, windows } = await calibrate(graph, names, calibration, createSession);
  const chosen = new Map<string, Range>();
  for (const [name, seen] of histograms) chosen.set(name, rangeMethods[ranges](seen));
  const forms: readonly Form[] =
    target === "portable" ? ["qdq"] : ["qdq", "qlinear-conv-channels-last"];
  const candidates = forms.map((form) => buildForm(graph, form, chosen, weightBits));
  const { candidate, ...choice } = await chooseForm(candidates, createSession);
  return { ...choice, ...candidate, calibrationWindows: windows };
}
