/** @file The features of `sensors/features` as tensors: what an exported graph computes. */
import {
  abs,
  add,
  cast,
  concat,
  div,
  gather,
  greater,
  log,
  matMul,
  max,
  mean,
  min,
  mul,
  slice,
  split,
  sqrt,
  square,
  squeeze,
  sub,
  type Tensor,
  type Tensor2D,
  type Tensor3D,
  tensor,
  tensor1d,
  transpose,
} from "@tensorflow/tfjs";
import { featuresFor, floorOfLog, floorOfVariance } from "#sensors/features/stream-features";
import { lags, partOf, parts, turnLag } from "#sensors/features/stream-summary";
import { type Streams, streamsOf } from "#sensors/features/streams";

/** Windows `[batch, time, channel]` → features `[batch, feature]`, in the order of `windowFeatures`. */
export function featureTensor(windows: Tensor3D, channels: readonly string[]): Tensor2D {
  const streams = streamsOf(channels);
  const rows = withNorms(transpose(windows, [0, 2, 1]), streams); // [batch, stream, time]
  const length = windows.shape[1];
  const averages = split(matMul(rows, averaging(length)), 1 + parts, 2); // [batch, stream, 1] each
  const centred = sub(rows, averages[0]!);
  const variance = mean(square(centred), 2); // [batch, stream]
  const change = (lag: number) => mean(square(difference(rows, lag)), 2);
  const logarithm = (x: Tensor) => log(add(x, floorOfLog));
  const forms: Readonly<Record<string, () => Tensor>> = {
    mean: () => squeeze(averages[0]!, [2]),
    sd: () => sqrt(variance),
    min: () => min(rows, 2),
    max: () => max(rows, 2),
    "log-sd": () => logarithm(sqrt(variance)),
    "log-change": () => logarithm(sqrt(change(1))),
    turns: () => turns(rows),
    ...Object.fromEntries(
      lags.map((lag) => [
        `autocorrelation-${lag}`,
        () => sub(1, div(change(lag), mul(add(variance, floorOfVariance), 2))),
      ]),
    ),
    ...Object.fromEntries(
      averages.slice(1).map((part, i) => [`mean-${i + 1}`, () => squeeze(part, [2])]),
    ),
  };
  const all = featuresFor(length).map(({ name }) => forms[name]!());
  const correlations =
    streams.pairs.length > 0 ? [correlated(centred, variance, streams.pairs)] : [];
  return concat([...all, ...correlations], 1) as Tensor2D;
}

/** Appends √(x² + y² + z²) of every sensor. */
function withNorms(rows: Tensor, { triples }: Streams): Tensor {
  if (triples.length === 0) return rows;
  const squares = square(rows);
  const [x, y, z] = [0, 1, 2].map((axis) => {
    return pick(
      squares,
      triples.map(({ places }) => places[axis]!),
    );
  });
  return concat([rows, sqrt(add(add(x!, y!), z!))], 1);
}

function pick(rows: Tensor, places: readonly number[]): Tensor {
  return gather(rows, tensor1d([...places], "int32"), 1);
}

/** `[1, time, 1 + parts]`: columns that average the window, and each part of it. */
function averaging(length: number): Tensor {
  const spans = [[0, length], ...Array.from({ length: parts }, (_, i) => partOf(i, length))];
  const rows = Array.from({ length }, (_, t) =>
    spans.map(([from, to]) => (t >= from! && t < to! ? 1 / (to! - from!) : 0)),
  );
  return tensor(rows.flat(), [1, length, spans.length]);
}

/** x[t] − x[t − lag]. */
function difference(rows: Tensor, lag: number): Tensor {
  const [later, earlier] = apart(rows, lag);
  return sub(later, earlier);
}

/** All but the first `lag` steps, all but the last. */
function apart(rows: Tensor, lag: number): [Tensor, Tensor] {
  const [, , length] = rows.shape;
  return [
    slice(rows, [0, 0, lag], [-1, -1, length! - lag]),
    slice(rows, [0, 0, 0], [-1, -1, length! - lag]),
  ];
}

function turns(rows: Tensor): Tensor {
  const rising = cast(greater(...apart(rows, turnLag)), "float32");
  return mean(abs(difference(rising, 1)), 2);
}

function correlated(
  centred: Tensor,
  variance: Tensor,
  pairs: readonly (readonly [number, number])[],
): Tensor {
  const [a, b] = [0, 1].map((side) => pairs.map((pair) => pair[side]!));
  const covariance = mean(mul(pick(centred, a!), pick(centred, b!)), 2);
  const spread = add(variance, floorOfVariance);
  return div(covariance, sqrt(mul(pick(spread, a!), pick(spread, b!))));
}
