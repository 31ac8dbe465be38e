/** @file A line of block letters that rises and falls with the values. */

const blocks = [..."▁▂▃▄▅▆▇█"];

/** At most `width` letters; `domain`: the values of the lowest and the highest block. A missing value is a blank. */
export function sparkline(
  values: readonly number[],
  [low, high]: readonly [number, number],
  width: number,
): string {
  const length = Math.min(width, values.length);
  return Array.from({ length }, (_, i) => {
    const from = Math.floor((i * values.length) / length);
    const part = values.slice(from, Math.floor(((i + 1) * values.length) / length));
    const mean = part.reduce((sum, value) => sum + value, 0) / part.length;
    if (!Number.isFinite(mean)) return " ";
    const share = high > low ? (mean - low) / (high - low) : 0.5;
    return blocks[Math.min(blocks.length - 1, Math.max(0, Math.floor(share * blocks.length)))];
  }).join("");
}
