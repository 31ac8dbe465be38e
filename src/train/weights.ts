/** @file All weights of some models as two flat vectors: what is trained, and the running statistics. */
import {
  concat,
  type LayersModel,
  reshape,
  slice,
  type Tensor,
  type Tensor1D,
  tensor1d,
  tidy,
  type Variable,
} from "@tensorflow/tfjs";
import { sizeOf } from "#core/signal";
import type { Weights } from "./engine.ts";

type LayerVariable = LayersModel["weights"][number];

/** A weight's place in its flat vector. */
interface Place {
  readonly weight: LayerVariable;
  readonly variable: Variable;
  readonly offset: number;
  readonly size: number;
}

/** Weights of one kind, in the order of the models' layers. */
export class FlatWeights {
  readonly places: readonly Place[];
  readonly size: number;

  constructor(weights: readonly LayerVariable[]) {
    let offset = 0;
    this.places = [...new Set(weights)].map((weight) => {
      const variable = weight.read() as Variable; // LayerVariable.read returns the variable itself
      const place = { weight, variable, offset, size: sizeOf(variable.shape) };
      offset += place.size;
      return place;
    });
    this.size = offset;
  }

  get variables(): Variable[] {
    return this.places.map((place) => place.variable);
  }

  /** The current values. */
  read(): Float32Array {
    const flat = new Float32Array(this.size);
    for (const { variable, offset } of this.places) flat.set(variable.dataSync(), offset);
    return flat;
  }

  /** Assign slices of a flat tensor `[size]`. Returns the vector as it is then: constraints of the layers apply. */
  assign(flat: Tensor): Tensor {
    for (const { weight, variable, offset, size } of this.places) {
      weight.write(reshape(slice(flat as Tensor1D, offset, size), variable.shape));
    }
    return this.places.some(({ weight }) => weight.constraint) ? this.gather() : flat;
  }

  /** The current values as one tensor `[size]`. */
  gather(): Tensor1D {
    return flatten(this.places.map(({ variable }) => variable));
  }
}

/** Concatenate tensors of any shape to one vector. */
export function flatten(tensors: readonly Tensor[]): Tensor1D {
  return concat(tensors.map((x) => reshape(x, [x.size])) as Tensor1D[]);
}

/** Both kinds of weights of some models. */
export interface ModelWeights {
  readonly parameters: FlatWeights;
  readonly statistics: FlatWeights;
}

export function weightsOf(models: readonly LayersModel[]): ModelWeights {
  return {
    parameters: new FlatWeights(models.flatMap((model) => model.trainableWeights)),
    statistics: new FlatWeights(models.flatMap((model) => model.nonTrainableWeights)),
  };
}

/** Put flat weights into a model. */
export function assignWeights(target: LayersModel, { parameters, statistics }: Weights): void {
  const weights = weightsOf([target]);
  tidy(() => {
    weights.parameters.assign(tensor1d(parameters));
    if (statistics.length > 0) weights.statistics.assign(tensor1d(statistics));
  });
}

/** A model's weights as flat arrays. */
export function readWeights(source: LayersModel): Weights {
  const { parameters, statistics } = weightsOf([source]);
  return { parameters: parameters.read(), statistics: statistics.read() };
}
