/** @file What became of a quantized file, for a terminal. */
import { convWords } from "#export/conv-form";
import { bytes, percent, points } from "#report/format";
import { plainTable } from "#report/text-table";
import type { QuantizedFile } from "#src/pipeline/quantize-file";

export function quantizeReport(result: QuantizedFile, out: string): string {
  const { scheme, form, conv, reason, measured, kept, change, report } = result;
  const { before, after } = report.bytes;
  const share = `${bytes(before)} → ${bytes(after)} (${((100 * after) / before).toFixed(0)} %)`;
  const file = scheme === "float" ? "float: nothing is better" : `${scheme}, form ${form}`;
  const chosen = `${file}${conv ? `, ${convWords[conv]}` : ""}`;
  const isTimed = measured.some(({ latency }) => Object.keys(latency).length > 0);
  return [
    rivals(result),
    "",
    `chosen    ${chosen}${isTimed ? "" : "; the smallest, no time was measured"}`,
    ...(isTimed ? [`why       ${reason}`] : []),
    `bytes     ${share}`,
    ...times(result).map((each) => `time      ${each}`),
    `accuracy  ${accuracy(change)}`,
    `outputs   change by ${percent(change.outputError)}${classes(change)}`,
    ...(kept.length > 0 ? [`kept      ${kept.join(", ")}`] : []),
    `file      ${out}`,
  ].join("\n");
}

/** Against the float model in its faster form, on each runtime. */
function times({ measured, title, scheme }: QuantizedFile): string[] {
  const floats = measured.filter((it) => /^float\b/.test(it.title));
  const chosen = measured.find((it) => it.title === title);
  if (floats.length === 0 || !chosen || scheme === "float") return [];
  return Object.entries(chosen.latency).map(([runtime, time]) => {
    const ratio = time / Math.min(...floats.map(({ latency }) => latency[runtime]!));
    const verdict = ratio > 1.05 ? "slower than" : ratio < 0.95 ? "faster than" : "as fast as";
    return `${verdict} float on ${runtime}: ${ratio.toFixed(2)} times as long`;
  });
}

function classes({ changedClasses, windows }: QuantizedFile["change"]): string {
  return changedClasses === undefined
    ? ""
    : `; ${changedClasses} of ${windows} windows change class`;
}

function accuracy({ accuracy: figures, changedClasses }: QuantizedFile["change"]): string {
  if (changedClasses === undefined) return "not known: the answer is not a score for each class";
  if (!figures) return "not known: the windows have no labels";
  const { float, quantized } = figures;
  return `${percent(float)} → ${percent(quantized)} (${points(quantized - float)})`;
}

/** All that was measured, the smallest time first. */
function rivals({ measured }: QuantizedFile): string {
  const runtimes = Object.keys(measured[0]?.latency ?? {});
  const rows = measured
    .toSorted((a, b) => (a.latency[runtimes[0]!] ?? 0) - (b.latency[runtimes[0]!] ?? 0))
    .map(({ title, bytes: size, latency }) => [
      title,
      bytes(size),
      ...runtimes.map((runtime) => `${latency[runtime]!.toFixed(1)} µs`),
    ]);
  return plainTable({ head: ["candidate", "file", ...runtimes], rows });
}
