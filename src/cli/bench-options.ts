/** @file What `wristill bench` was asked, checked. */

import { benchDefaults } from "#benchmarks/harness/bench-files";
import { UserError } from "#core/errors";
import { wholeNumber } from "./whole-number.ts";

/** As typed. */
export interface BenchArguments {
  readonly target: string;
  readonly batch: string;
  readonly threads: string;
  readonly throttle: string;
  readonly data?: string | undefined;
  readonly shape?: string | undefined;
  readonly compare?: string | undefined;
  readonly repeats: string;
  readonly runs: string;
  readonly seed: string;
}

export function benchOptions(args: BenchArguments, models: readonly string[]) {
  const runs = wholeNumber("--runs", args.runs, 1);
  const { rounds, coldStarts } = benchDefaults;
  const perTurn = Math.min(rounds.runs, runs);
  return {
    models,
    targets: [...new Set(listOf(args.target))],
    batches: numbersOf("--batch", args.batch),
    threads: numbersOf("--threads", args.threads),
    throttle: numbersOf("--throttle", args.throttle),
    ...{ data: args.data, compare: args.compare },
    shapes: shapesOf(args.shape ?? ""),
    repeats: wholeNumber("--repeats", args.repeats, 1),
    rounds: { ...rounds, runs: perTurn, rounds: Math.ceil(runs / perTurn) },
    coldStarts,
    seed: wholeNumber("--seed", args.seed, 0),
  };
}

/** "a, b" → ["a", "b"]. */
export function listOf(text: string): string[] {
  return text.split(",").map((each) => each.trim());
}

/** "1,8,32" or "1..4", ascending and each once. */
export function numbersOf(flag: string, text: string): number[] {
  const numbers = listOf(text).flatMap((part) => {
    const [from = "", to] = part.split("..");
    const low = wholeNumber(flag, from, 1);
    const high = to === undefined ? low : wholeNumber(flag, to, low);
    return Array.from({ length: high - low + 1 }, (_, i) => low + i);
  });
  return [...new Set(numbers)].sort((a, b) => a - b);
}

/** "input=1x128x6,mask=1x128": whole shapes by input. */
export function shapesOf(text: string): Record<string, number[]> {
  if (text === "") return {};
  const entries = listOf(text).map((part) => {
    const at = part.lastIndexOf("=");
    const sizes = part
      .slice(at + 1)
      .split("x")
      .map(Number);
    if (at < 1 || !sizes.every((size) => Number.isSafeInteger(size) && size > 0)) {
      throw new UserError(
        `--shape: expected input=1x128x6; got "${part}"`,
        "name an input and all its sizes",
      );
    }
    return [part.slice(0, at), sizes] as const;
  });
  return Object.fromEntries(entries);
}

/** "10%" or "0.1"; what is above 1 says that it is percent. */
export function shareOf(flag: string, text: string): number {
  const isPercent = text.trim().endsWith("%");
  const number = Number(text.replace(/\s*%\s*$/, ""));
  const share = isPercent ? number / 100 : number;
  if (text.trim() !== "" && share >= 0 && share <= (isPercent ? 10 : 1)) return share;
  throw new UserError(`${flag}: expected a share; got "${text}"`, `for example ${flag} 10%`);
}
