/** @file Convolution over the joints of a skeleton. */
import {
  add,
  initializers,
  matMul,
  mul,
  reshape,
  type Shape,
  sum,
  type Tensor,
  type Tensor2D,
  tensor3d,
  tidy,
  transpose,
} from "@tensorflow/tfjs";
import { UserError } from "#core/errors";
import { ConfiguredLayer, type LayerConfig, onlyShape, onlyTensor } from "./configured-layer.ts";

export interface GraphConvolutionConfig extends LayerConfig {
  readonly filters: number;
  /** `[partition, from joint, to joint]`, normalised; each partition has filters of its own. */
  readonly adjacency: readonly (readonly (readonly number[])[])[];
  /** Learn a factor for every edge. Default true. */
  readonly edgeImportance?: boolean;
  /** A bias for each partition and filter, before joints are gathered. Default true. */
  readonly useBias?: boolean;
  /** Seed of the initial weights, Glorot-uniform. */
  readonly seed: number;
}

/** [batch, time, joint, channel] → [batch, time, joint, filters]: Σₖ (Aₖ ⊗ Mₖ)ᵀ·(x·Wₖ + bₖ) (Yan et al. 2018, arXiv:1801.07455, eq. 10). */
export class GraphConvolution extends ConfiguredLayer<GraphConvolutionConfig> {
  static readonly className = "GraphConvolution";

  override build(inputShape: Shape | Shape[]): void {
    const [, , joints, channels] = onlyShape(inputShape) as [number, number, number, number];
    const { adjacency, filters, edgeImportance = true, useBias = true, seed } = this.config;
    const square = adjacency.every((rows) =>
      [rows, ...rows].every(({ length }) => length === joints),
    );
    if (!square) {
      throw new UserError(
        `${this.name}: expected adjacency of [partition, ${joints}, ${joints}] for ${joints} joints, got rows of ${adjacency.flat().map(({ length }) => length)}`,
        "give one square matrix for each partition, as large as there are joints",
      );
    }
    const kernel = [adjacency.length * channels, filters];
    this.addWeight("kernel", kernel, "float32", initializers.glorotUniform({ seed }));
    if (useBias) {
      this.addWeight("bias", [adjacency.length, filters], "float32", initializers.zeros());
    }
    const edges = [adjacency.length, joints, joints];
    if (edgeImportance) this.addWeight("edge_importance", edges, "float32", initializers.ones());
    this.built = true;
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return tidy(() => {
      const x = onlyTensor(inputs);
      const [batch, time, joints, channels] = x.shape as [number, number, number, number];
      const { filters, useBias = true } = this.config;
      const [kernel, bias] = this.weights.map((weight) => weight.read());
      const partitions = this.config.adjacency.length;
      const all = this.#edges(); // [partition, from joint, to joint]
      const edges = reshape(transpose(all, [2, 0, 1]), [1, joints * partitions, joints]);
      const gathered = matMul(edges, reshape(x, [batch * time, joints, channels])); // [batch·time, joint·partition, channel]
      const rows = reshape(gathered, [batch * time * joints, partitions * channels]) as Tensor2D;
      const y = reshape(matMul(rows, kernel as Tensor2D), [batch, time, joints, filters]);
      if (!useBias) return y;
      const weights = transpose(sum(all, 1)) as Tensor2D; // [to joint, partition]
      return add(y, matMul(weights, bias as Tensor2D));
    });
  }

  /** Aₖ ⊗ Mₖ: [partition, from joint, to joint]. */
  #edges(): Tensor {
    const { adjacency, edgeImportance = true } = this.config;
    const fixed = tensor3d(adjacency.map((rows) => rows.map((row) => [...row])));
    return edgeImportance ? mul(fixed, this.weights.at(-1)!.read()) : fixed;
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    return [...onlyShape(inputShape).slice(0, -1), this.config.filters];
  }
}
