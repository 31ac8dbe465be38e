/** @file What a model is fed with while it is timed: a person's windows, or seeded noise of the right shape. */
import { noiseFeeds } from "#benchmarks/feeds";
import { batchOf, type Samples } from "#benchmarks/samples";
import { UserError } from "#core/errors";
import type { Random } from "#core/random";
import type { HostTensors, TensorInfo } from "#runtime/session";

export interface FeedOptions {
  /** Windows per run. */
  readonly batch: number;
  /** Whole shapes by input name, as a person gave them. */
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  /** Windows to feed; noise where absent. */
  readonly samples?: Samples | undefined;
  readonly random: Random;
}

/** Distinct windows; a run does not see the one before again. */
const distinct = 16;

/** Feeds to take in turn, or the reason why the model cannot be run with such a batch. */
export function benchFeeds(
  inputs: readonly TensorInfo[],
  { batch, shapes, samples, random }: FeedOptions,
): HostTensors[] | string {
  const sized: TensorInfo[] = [];
  for (const input of inputs) {
    const shape = sizedShape(input, batch, shapes[input.name]);
    if (typeof shape === "string") return shape;
    sized.push({ ...input, shape });
  }
  const rows = Number(sized[0]?.shape[0] ?? 1);
  return Array.from({ length: Math.max(2, Math.floor(distinct / batch)) }, (_, i) =>
    samples
      ? batchOf(samples, { inputs }, rows, (row) => (i * rows + row) % samples.count)
      : noiseFeeds(sized, random.fork("noise", i)),
  );
}

/** Throws a {@link UserError} for a shape of an input that none of the models has. */
export function requireShaped(
  { shapes }: Pick<FeedOptions, "shapes">,
  inputs: readonly TensorInfo[],
): void {
  const names = inputs.map(({ name }) => name);
  const unknown = Object.keys(shapes).find((name) => !names.includes(name));
  if (unknown === undefined) return;
  throw new UserError(
    `--shape ${unknown}: no model has an input of that name`,
    `inputs: ${[...new Set(names)].join(", ")}`,
  );
}

/** Batch 1 leaves a first axis that the file fixes, or the person gives, as it is. */
function sizedShape(
  { name, shape }: TensorInfo,
  batch: number,
  given: readonly number[] | undefined,
): readonly (number | string)[] | string {
  if (given) requireFit(name, shape, given);
  if (batch > 1 && typeof shape[0] === "number") return `input "${name}" is [${shape.join(", ")}]`;
  const first = batch > 1 ? batch : (given?.[0] ?? 1);
  const whole = shape.map((size, axis) =>
    typeof size === "number" ? size : axis === 0 ? first : (given?.[axis] ?? size),
  );
  const open = whole.findIndex((size) => typeof size !== "number");
  if (open < 0) return whole;
  throw new UserError(
    `model input "${name}" is [${shape.join(", ")}]: the size of axis ${open} is open`,
    `say it with --shape ${name}=${whole.map((size) => (typeof size === "number" ? size : "N")).join("x")}`,
  );
}

function requireFit(name: string, shape: TensorInfo["shape"], given: readonly number[]): void {
  const fits =
    shape.length === given.length &&
    shape.every((size, axis) => typeof size !== "number" || size === given[axis]);
  if (fits) return;
  throw new UserError(
    `--shape ${name}=${given.join("x")}: the model takes [${shape.join(", ")}]`,
    "give every axis; where the model states a size, the same",
  );
}
