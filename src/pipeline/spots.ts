/** @file Places in the grid of batch sizes and epochs, and those between the best and its neighbours. */

export interface Spot {
  readonly batchSize: number;
  readonly epochs: number;
}

/** Geometric means of the best place and its neighbours in the grid, where they are places of their own. */
export function around(best: Spot, grid: readonly Spot[]): Spot[] {
  const batches = between(
    best.batchSize,
    grid.map(({ batchSize }) => batchSize),
  );
  const epochs = between(
    best.epochs,
    grid.map((spot) => spot.epochs),
  );
  return batches.flatMap((batchSize) =>
    epochs.flatMap((count) =>
      batchSize === best.batchSize && count === best.epochs ? [] : [{ batchSize, epochs: count }],
    ),
  );
}

/** The value itself, in the middle of those halfway (in proportion) to the next below and above. */
function between(value: number, values: readonly number[]): number[] {
  const below = Math.max(...values.filter((each) => each < value));
  const above = Math.min(...values.filter((each) => each > value));
  const halfway = [below, above].filter(Number.isFinite).map((each) => {
    return Math.round(Math.sqrt(each * value));
  });
  return [...new Set([...halfway, value])].sort((a, b) => a - b);
}
