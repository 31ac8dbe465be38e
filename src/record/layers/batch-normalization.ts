/**
 * @file Batch normalisation in training: tf.js's composed gradient passes over the activation about twenty times,
 * the closed form five.
 */
import {
  add,
  customGrad,
  dispose,
  type GradSaveFunc,
  keep,
  type layers,
  mean,
  mul,
  rsqrt,
  square,
  sub,
  sum,
  type Tensor,
} from "@tensorflow/tfjs";

interface Config {
  readonly momentum: number;
  readonly epsilon: number;
}

/** What the layer does in training mode: normalise by the batch and move the running statistics. */
export function normalizeInTraining(layer: layers.Layer, x: Tensor): Tensor {
  const { momentum, epsilon } = layer.getConfig() as unknown as Config;
  const weight = (name: string) => layer.weights.find((w) => w.originalName.endsWith(name))!;
  const { y, batchMean, batchVariance } = normalizeBatch(
    x,
    weight("gamma").read(),
    weight("beta").read(),
    epsilon,
  );
  move(weight("moving_mean"), batchMean, momentum);
  move(weight("moving_variance"), batchVariance, momentum);
  dispose([batchMean, batchVariance]);
  return y;
}

type LayerVariable = layers.Layer["weights"][number];

function move(statistic: LayerVariable, now: Tensor, momentum: number): void {
  const old = statistic.read();
  statistic.write(add(mul(old, momentum), mul(now, 1 - momentum)));
}

/**
 * y = γ (x − μ)/√(σ²+ε) + β over all axes but the last, with the closed-form gradient
 * dx = γ/√(σ²+ε) · (dy − mean(dy) − x̂ · mean(dy · x̂)) (Ioffe and Szegedy 2015, arXiv:1502.03167, §3).
 */
export function normalizeBatch(x: Tensor, gamma: Tensor, beta: Tensor, epsilon: number) {
  const axes = x.shape.map((_, i) => i).slice(0, -1);
  const count = axes.reduce((product, axis) => product * x.shape[axis]!, 1);
  const statistics: { mean?: Tensor; variance?: Tensor } = {};
  const normalize = customGrad((...args) => {
    const [input, scale, shift, save] = args as unknown as [Tensor, Tensor, Tensor, GradSaveFunc];
    const centre = mean(input, axes);
    const centred = sub(input, centre);
    const variance = mean(square(centred), axes);
    const inverse = rsqrt(add(variance, epsilon)); // [channel]
    statistics.mean = keep(centre);
    statistics.variance = keep(variance);
    save([centred, inverse, scale]);
    return {
      value: add(mul(centred, mul(scale, inverse)), shift),
      gradFunc: (dy, saved) => {
        const [c, inv, g] = saved as [Tensor, Tensor, Tensor];
        const dBeta = sum(dy as Tensor, axes);
        const dGamma = mul(sum(mul(dy as Tensor, c), axes), inv);
        const slope = mul(g, inv); // [channel]
        const alongX = mul(mul(mul(slope, inv), dGamma), 1 / count);
        const constant = mul(mul(slope, dBeta), 1 / count);
        const dx = sub(mul(dy as Tensor, slope), add(mul(c, alongX), constant));
        return [dx, dGamma, dBeta];
      },
    };
  });
  const y = normalize(x, gamma, beta);
  return { y, batchMean: statistics.mean!, batchVariance: statistics.variance! };
}
