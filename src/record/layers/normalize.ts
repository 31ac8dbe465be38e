/**
 * @file Normalising over axes, the heart of batch, layer, instance and group normalisation: tf.js's composed gradient
 * passes over the activation about twenty times, the closed form five.
 */
import {
  add,
  customGrad,
  type GradSaveFunc,
  mean,
  mul,
  reshape,
  rsqrt,
  square,
  sub,
  sum,
  type Tensor,
} from "@tensorflow/tfjs";

export interface Normalization {
  /** Axes whose values share one mean and one variance, ascending. */
  readonly axes: readonly number[];
  /** Added to the variance. */
  readonly epsilon: number;
  /** Scale and shift, of one shape, which broadcasts to that of the input. */
  readonly gamma?: Tensor | undefined;
  readonly beta?: Tensor | undefined;
  /** Sees the statistics: without `axes` where those lead, else of size 1 along them. */
  observe?(mean: Tensor, variance: Tensor): void;
}

/** y = γ·x̂ + β with x̂ = (x − μ)/√(σ²+ε) (Ioffe and Szegedy 2015, arXiv:1502.03167, §3; means over `axes`). */
export function normalize(x: Tensor, options: Normalization): Tensor {
  const { epsilon, gamma, beta } = options;
  const { inside, average } = reduction(x, options);
  const run = customGrad((...args) => {
    const [input, ...parameters] = args as unknown as [Tensor, ...Tensor[]];
    const save = parameters.pop() as unknown as GradSaveFunc;
    const scale = gamma && parameters[0]!;
    const centre = average(input);
    const centred = sub(input, centre);
    const variance = average(square(centred));
    const inverse = rsqrt(add(variance, epsilon));
    options.observe?.(centre, variance);
    save([centred, inverse, ...(scale ? [scale] : [])]);
    const straight = mul(centred, scale && !inside ? mul(scale, inverse) : inverse);
    const scaled = scale && inside ? mul(straight, scale) : straight;
    const value = beta ? add(scaled, parameters.at(-1)!) : scaled;
    return {
      value,
      gradFunc: (dy: Tensor, saved: Tensor[]) => normalizeGradients(dy, saved, options),
    };
  });
  return run(x, ...[gamma ?? [], beta ?? []].flat());
}

/**
 * dx = (γ·dy − mean(γ·dy) − x̂·mean(γ·dy·x̂))/√(σ²+ε), dγ = Σ dy·x̂, dβ = Σ dy; five passes over the activation.
 * Takes x − μ, 1/√(σ²+ε) and γ where there is one.
 */
export function normalizeGradients(
  dy: Tensor,
  [centred, inverse, gamma]: readonly Tensor[],
  options: Normalization,
): Tensor[] {
  const { inside, total, count } = reduction(dy, options);
  const direct = gamma && inside ? mul(dy, gamma) : dy;
  const level = total(direct);
  const tilt = mul(total(mul(direct, centred!)), inverse!);
  const slope = gamma && !inside ? mul(gamma, inverse!) : inverse!;
  const alongX = mul(mul(inverse!, tilt), 1 / count);
  const bent = add(mul(centred!, alongX), mul(level, 1 / count));
  const dx = mul(sub(direct, bent), slope); // the factor last: products pull it out
  const dGamma = () => (inside ? mul(mul(dy, centred!), inverse!) : tilt);
  const dBeta = inside || !gamma ? dy : level;
  return [
    dx,
    ...(gamma ? [sumTo(dGamma(), gamma.shape)] : []),
    ...(options.beta ? [sumTo(dBeta, options.beta.shape)] : []),
  ];
}

/** How values are pooled; `inside`: values that share a mean have different scales. */
function reduction({ shape, rank }: Tensor, { axes, gamma }: Normalization) {
  const along = [...axes];
  const keepDims = along.some((axis, i) => axis !== i);
  const lead = rank - (gamma?.rank ?? 0);
  return {
    inside: along.some((axis) => (gamma?.shape[axis - lead] ?? 1) !== 1),
    count: along.reduce((product, axis) => product * shape[axis]!, 1),
    total: (x: Tensor) => sum(x, along, keepDims),
    average: (x: Tensor) => mean(x, along, keepDims),
  };
}

/** Sum over what was broadcast from `shape`. */
function sumTo(x: Tensor, shape: readonly number[]): Tensor {
  const lead = x.rank - shape.length;
  const axes = x.shape.flatMap((size, axis) => (size === (shape[axis - lead] ?? 1) ? [] : [axis]));
  const summed = axes.length > 0 ? sum(x, axes) : x;
  return summed.rank === shape.length ? summed : reshape(summed, [...shape]);
}
