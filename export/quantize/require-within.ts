/** @file A scheme that was asked for by name holds the budget, or it is said that it cannot. */
import { UserError } from "#core/errors";
import { type Budget, type Change, isWithin } from "./judge.ts";

/** @throws UserError with what the file costs, where that is more than the budget allows. */
export function requireWithin(
  { scheme, change, trained }: { scheme: string; change: Change; trained: boolean },
  budget: Budget | undefined,
): void {
  const moved = trained ? { ...change, outputError: 0 } : change; // training may move outputs
  if (!budget || isWithin(moved, budget)) return;
  const { accuracyLoss, outputError } = budget;
  const wanted = [
    ...(accuracyLoss === undefined ? [] : [`${hundredths(accuracyLoss)} points lost`]),
    ...(outputError === undefined ? [] : [`answers moved by ${hundredths(outputError)} %`]),
  ];
  const { accuracy } = moved;
  const costs = [
    ...(accuracy ? [`loses ${hundredths(accuracy.float - accuracy.quantized)} points`] : []),
    `moves answers by ${hundredths(moved.outputError)} %`,
  ];
  throw new UserError(
    `${scheme} cannot hold the budget of at most ${wanted.join(" and ")}: it ${costs.join(" and ")}`,
    'raise the budget, leave it out, or take the scheme "auto", which ships what holds it',
  );
}

const hundredths = (fraction: number) => String(Number((100 * fraction).toPrecision(3)));
