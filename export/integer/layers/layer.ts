/** @file How a layer of real numbers becomes steps in integers. */
import { UserError } from "#core/errors";
import type { Layer, LayerKind } from "#export/device/program";
import type { Grids } from "#export/integer/grids";
import type { Step } from "#export/integer/network";

/** Steps that compute one layer; reads of other tensors' grids, defines its own. */
export type ToSteps<K extends LayerKind> = (
  layer: Extract<Layer, { kind: K }>,
  grids: Grids,
) => readonly Step[];

/** A layer that integers cannot compute. */
export function notInIntegers(layer: Layer, why: string, help = "change that layer"): never {
  throw new UserError(
    `layer "${layer.name}" ${why}, which 8-bit integers cannot compute`,
    `export to a float format, or ${help}`,
  );
}
