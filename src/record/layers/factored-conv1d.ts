/** @file A convolution over time, then one over all channels, with nothing between them: one convolution. */
import {
  add,
  conv1d,
  initializers,
  matMul,
  reshape,
  type Shape,
  sum,
  type Tensor,
  type Tensor2D,
  type Tensor3D,
  tidy,
} from "@tensorflow/tfjs";
import { ConfiguredLayer, type LayerConfig, onlyShape, onlyTensor } from "./configured-layer.ts";
import { seeds } from "./seeds.ts";
import { outputShape } from "./time-conv.ts";

export interface FactoredConv1DConfig extends LayerConfig {
  /** Temporal filters, shared by all channels. */
  readonly temporalFilters: number;
  /** Taps of each. */
  readonly kernelSize: number;
  /** Outputs, each a sum over all temporal filters and channels. */
  readonly filters: number;
  /** A bias for each temporal filter. Default false. */
  readonly useBias?: boolean;
  /** Seed of the initial weights, Glorot-uniform. */
  readonly seed: number;
}

/**
 * [batch, time, channel] → [batch, time − kernelSize + 1, filters]: y[t, o] = Σ_{f,c,k} x[t + k, c]·a[k, f]·s[f, c, o]
 * (Schirrmeister et al. 2017, arXiv:1703.05051, first block). The product a·s is one kernel [tap, channel, filters]:
 * the responses of all temporal filters on all channels are never made.
 */
export class FactoredConv1D extends ConfiguredLayer<FactoredConv1DConfig> {
  static readonly className = "FactoredConv1D";

  override build(inputShape: Shape | Shape[]): void {
    const channels = onlyShape(inputShape)[2]!;
    const { temporalFilters, kernelSize, filters, useBias = false, seed } = this.config;
    const next = seeds(seed);
    const uniform = (fans: number) => {
      const limit = Math.sqrt(6 / fans);
      return initializers.randomUniform({ minval: -limit, maxval: limit, seed: next() });
    };
    const temporal = uniform(kernelSize * (1 + temporalFilters));
    this.addWeight("temporal_kernel", [kernelSize, temporalFilters], "float32", temporal);
    const spatial = uniform(channels * (temporalFilters + filters));
    const shape = [temporalFilters, channels, filters];
    this.addWeight("spatial_kernel", shape, "float32", spatial);
    if (useBias) this.addWeight("bias", [temporalFilters], "float32", initializers.zeros());
    this.built = true;
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return tidy(() => {
      const [temporal, spatial, bias] = this.weights.map((weight) => weight.read());
      const [taps, between] = temporal!.shape as [number, number];
      const [, channels, filters] = spatial!.shape as [number, number, number];
      const rows = reshape(spatial!, [between, channels * filters]) as Tensor2D;
      const kernel = reshape(matMul(temporal as Tensor2D, rows), [taps, channels, filters]);
      const y = conv1d(onlyTensor(inputs) as Tensor3D, kernel as Tensor3D, 1, "valid");
      if (!bias) return y;
      const summed = sum(spatial!, 1) as Tensor2D; // [temporal filter, filters]
      return add(y, reshape(matMul(reshape(bias, [1, between]) as Tensor2D, summed), [filters]));
    });
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    const { filters } = this.config;
    return outputShape(onlyShape(inputShape), { ...this.config, padding: "valid" }, filters);
  }
}
