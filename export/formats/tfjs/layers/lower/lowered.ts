/** @file What lowering a layer of a program to layers of TensorFlow.js needs. */
import { UserError } from "#core/errors";
import type { Layer, LayerKind, Recurrent } from "#export/device/program";
import { HeldTensors } from "#export/formats/tfjs/held";
import { LayerList, type LayerName } from "#export/formats/tfjs/layers/layer-list";

/** One direction of a layer that goes both ways. */
export interface Half {
  readonly whole: LayerName;
  /** 0 forwards, 1 backwards. */
  readonly place: 0 | 1;
}

export class Lowered extends HeldTensors {
  readonly layers: LayerList;
  /** What shows one direction only. */
  readonly halves: Map<LayerName, Half> = new Map();
  /** Recurrent layers that read the same in the other direction. */
  readonly partners: ReadonlyMap<Layer, Recurrent>;

  constructor(layers: readonly Layer[]) {
    const list = new LayerList();
    super((name, { node }, shape) =>
      list.add("Reshape", `${name}_reshaped`, [node], { target_shape: shape }),
    );
    this.layers = list;
    this.partners = partnersAmong(layers.filter((layer) => layer.kind === "lstm"));
  }
}

function partnersAmong(layers: readonly Recurrent[]): Map<Layer, Recurrent> {
  const partners = new Map<Layer, Recurrent>();
  for (const layer of layers) {
    const other = layers.find(
      (each) =>
        !partners.has(each) &&
        each.input === layer.input &&
        each.backwards !== layer.backwards &&
        each.units === layer.units &&
        each.gate === layer.gate,
    );
    if (!other || partners.has(layer)) continue;
    partners.set(layer, other).set(other, layer);
  }
  return partners;
}

/** Appends the layers for one kind of layer. */
export type LayerLowering<K extends LayerKind> = (
  layer: Extract<Layer, { kind: K }>,
  into: Lowered,
) => void;

export function unsupported(layer: Layer, what: string): never {
  throw new UserError(
    `layer "${layer.name}" ${what}, for which TensorFlow.js has no layer`,
    "export to tfjs-graph instead",
  );
}
