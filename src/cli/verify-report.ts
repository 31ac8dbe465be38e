/** @file What `wristill verify` says of a file, for a terminal. */
import type { LayerCost } from "#export/cost";
import type { ModelFacts, TensorFacts } from "#export/inspect-model";
import { unknownShape } from "#graph/graph";
import { bytes, count, percent } from "#report/format";
import { plainTable } from "#report/text-table";

export function verifyReport(file: string, facts: ModelFacts): string {
  const sets = Object.entries(facts.opsets).map(([domain, set]) => `${domain || "ONNX"} ${set}`);
  return [
    `${file} is sound: nodes in order, operators of their set, types and shapes that fit`,
    "",
    ...facts.inputs.map((each) => `in         ${tensorText(each)}`),
    ...facts.outputs.map((each) => `out        ${tensorText(each)}`),
    `sets       ${sets.join(", ")}`,
    ...facts.operators.map((line) => `operators  ${line}`),
    `bytes      ${bytes(facts.bytes)}`,
    ...costLines(facts),
  ].join("\n");
}

function tensorText({ name, dtype, shape }: TensorFacts): string {
  return `${name}: ${dtype} [${shape === unknownShape ? "?" : shape.join(", ")}]`;
}

function costLines(facts: ModelFacts): string[] {
  const { cost, unknown } = facts;
  if (!cost) return [`layers     not counted: ${unknown}`];
  const { parameters, macs, peakActivationBytes, layers } = cost;
  const unpacked = cost.bytes > facts.bytes ? " once unpacked, as of here" : "";
  return [
    `weights    ${count(parameters)} in ${bytes(cost.bytes)}${unpacked}`,
    `work       ${count(macs)} multiply-accumulates a window, ${bytes(peakActivationBytes)} of activations at once`,
    "",
    layerTable(layers, cost),
  ];
}

/** Layers that hold or multiply something; the others in one line. */
function layerTable(layers: readonly LayerCost[], total: { bytes: number; macs: number }): string {
  const busy = layers.filter((layer) => layer.parameters > 0 || layer.macs > 0);
  const idle = layers.filter((layer) => !busy.includes(layer));
  const rows = busy.map(({ name, op, parameters, bytes: size, macs }) => [
    name,
    op,
    ...[count(parameters), bytes(size), percent(size / (total.bytes || 1), 0)],
    ...[count(macs), percent(macs / (total.macs || 1), 0)],
  ]);
  const head = ["layer", "operator", "weights", "bytes", "share", "MACs", "share"];
  const kinds = [...new Set(idle.map(({ op }) => op))].sort().join(", ");
  const rest = idle.length > 0 ? [`and ${idle.length} without weights: ${kinds}`] : [];
  return [plainTable({ head, rows, left: [0, 1] }), ...rest].join("\n");
}
