/** @file What a person says of a trained file: how it wants its windows, and what its outputs mean. */
import type { Modality, Normalization } from "#core/signal";
import type { Layout } from "./layouts.ts";

export interface FileOptions {
  /** The file; relative to the configuration. */
  readonly path: string;
  /** Axes of its inputs: n batch, t time, c channel, 1 an axis of one. PyTorch's `Conv1d` wants "nct". */
  readonly layout: Layout;
  /**
   * null: windows standardised as for all networks of the run; "none": in physical units; or the mean and standard
   * deviation of every channel, by modality, that it was trained with.
   */
  readonly normalization: null | "none" | Normalized;
  /** Name of the output (ONNX value, node or layer) with a number for each class; "": the first output. */
  readonly logits: string;
  /** The output holds probabilities: their logarithms teach. */
  readonly probabilities: boolean;
  /** Its classes in the order of its outputs, by the run's names; others may be among them. Empty: those of the run. */
  readonly classes: readonly string[];
  /** Names of inner values, nodes or layers, by the name of the tap; `features` [batch, feature] belongs to it. */
  readonly taps: Readonly<Record<string, string>>;
}

/** Lists, as a configuration writes them. */
type Normalized = Readonly<
  Record<Modality, { readonly mean: readonly number[]; readonly sd: readonly number[] }>
>;

export const fileDefaults: FileOptions = {
  path: "",
  layout: "ntc",
  normalization: null,
  logits: "",
  probabilities: false,
  classes: [],
  taps: {},
};

/** By channel: what windows are multiplied by, and what is then added. */
export interface ChannelAffine {
  readonly scale: Float32Array;
  readonly offset: Float32Array;
}

/** What turns the run's windows into those the file wants; undefined: nothing. */
export function affineFor(
  { normalization }: Pick<FileOptions, "normalization">,
  modality: Modality,
  run: Normalization | undefined,
): ChannelAffine | undefined {
  if (normalization === null) return undefined;
  const given = run?.[modality];
  const own = normalization === "none" ? undefined : normalization[modality];
  const channels = given?.mean.length ?? own?.mean.length;
  if (channels === undefined) return undefined;
  const all = Array.from({ length: channels }, (_, c) => {
    const [mean, sd] = [given?.mean[c] ?? 0, given?.sd[c] ?? 1];
    const [ownMean, ownSd] = own ? [own.mean[c]!, own.sd[c]!] : [0, 1];
    return { scale: sd / ownSd, offset: (mean - ownMean) / ownSd };
  });
  return {
    scale: Float32Array.from(all, ({ scale }) => scale),
    offset: Float32Array.from(all, ({ offset }) => offset),
  };
}
