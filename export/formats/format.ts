/** @file The contract of a format: one network as files that something else than onnxruntime reads. */
import type { Entry } from "#core/registry";
import type { ChosenConvForm } from "#export/choose-conv-form";
import type { Program } from "#export/device/program";
import type { IntegerNetwork } from "#export/integer/network";
import type { Graph } from "#graph/graph";

/** The same network in the forms that formats start from; each is made when it is asked for. */
export interface FormatSource {
  /** As it was read. */
  readonly file: Graph;
  /** ONNX operator set to write. */
  readonly opset: number;
  /** As onnxruntime changes it when it loads it, at each level of optimization. */
  optimized(): Promise<readonly Graph[]>;
  /** Clean, in float32, for any batch size. */
  graph(): Promise<Graph>;
  /** The same with its convolutions in the form that was asked for, or that is faster on the target. */
  inConvForm(): Promise<ChosenConvForm>;
  /** One window, channels last. */
  program(): Promise<Program>;
  /** In 8-bit integers, where there were windows to calibrate with. */
  integers(): Promise<IntegerNetwork>;
}

export interface WrittenFile {
  /** Its name, or what follows the name that the user gave. */
  readonly name: string;
  readonly content: Uint8Array | string;
}

/** A figure about what was written, for a person. */
export type FormatFacts = Readonly<Record<string, string | number>>;

export interface WrittenFormat {
  /** In the order in which they go to disk: what names others comes last. */
  readonly files: readonly WrittenFile[];
  readonly facts: FormatFacts;
}

export interface Format extends Entry {
  /** Integers whose ranges come from calibration windows. */
  readonly calibrated: boolean;
  /** Of reals: what a quantized file keeps in fewer bits is unpacked. */
  readonly unpacks?: boolean;
  /** ONNX: written in the operator set, and with the form of convolutions, that was asked for. */
  readonly onnx?: boolean;
  /** One file at the user's path, several with endings of their own, or a folder. */
  readonly output: "file" | "files" | "folder";
  /** What a single file's name ends with. */
  readonly ending: string;
  /** What stands before it where the user names no file: neither the model nor another format's file is written over. */
  readonly suffix?: string;
  /** @param stem The user's file name without its ending. */
  write(source: FormatSource, stem: string): Promise<WrittenFormat>;
}

/** Declares a format; exists so that its type is checked where it is written. */
export function defineFormat(format: Format): Format {
  return format;
}
