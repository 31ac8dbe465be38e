/** @file What became of the student when it was made small, in sentences: for the page and the model card. */
import { percent, points } from "./format.ts";
import type { QuantizationFacts } from "./result.ts";

/** Which scheme, why, and what it cost where it was chosen. */
export function quantizationWords(facts: QuantizationFacts): string {
  return [chosen(facts), calibrated(facts), cost(facts)].filter((each) => each !== "").join(" ");
}

function chosen({ scheme, reason, kept, trained }: QuantizationFacts): string {
  if (scheme === "float") return `No smaller file was better within its budget: ${reason}.`;
  const float =
    kept.length > 0 ? ` ${kept.join(", ")} ${kept.length > 1 ? "stay" : "stays"} float.` : "";
  const further = trained ? " It was trained further to be rounded." : "";
  return `Chosen: ${reason}.${further}${float}`;
}

function calibrated({ ranges, calibrationWindows }: QuantizationFacts): string {
  if (calibrationWindows === 0) return "";
  return `Activations have ranges by ${ranges} over ${calibrationWindows} training windows.`;
}

function cost({ change, judgedOn }: QuantizationFacts): string {
  const { windows, outputError, accuracy } = change;
  const right = accuracy
    ? ` accuracy ${percent(accuracy.float)} → ${percent(accuracy.quantized)} (${points(accuracy.quantized - accuracy.float)}),`
    : "";
  const part = judgedOn === "train" ? "training" : judgedOn;
  return `On ${windows} ${part} windows:${right} outputs change by ${percent(outputError)}.`;
}
