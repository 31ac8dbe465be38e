/** @file Where static int8 gains and loses time, as Markdown. */
import type { MachineFacts } from "#runtime/machine";
import type {
  FileRatio,
  IntegerLayersReport,
  LayerTimes,
  OnBoth,
} from "./measure-integer-layers.ts";

export interface IntegerLayersBenchmark {
  readonly machine: MachineFacts;
  readonly networks: readonly IntegerLayersReport[];
}

export function integerLayersTable({ machine, networks }: IntegerLayersBenchmark): string {
  const { cpu, cores, load, runtimes } = machine;
  return [
    "# Layers in integers",
    "",
    "    npm run bench:integer-layers",
    "",
    "Where static int8 gains time and where it loses some, on networks of [quantize.md](quantize.md) above a million multiplications.",
    "Batch 1, one thread; all models of a table in turns of twelve runs, of which the last ten count, the middle one of the",
    "medians of three processes; native and WebAssembly apart.",
    `${cpu}, ${cores} cores, load ${load.toFixed(1)} at the start; onnxruntime-node ${runtimes["onnxruntime-node"]}.`,
    "",
    "- **Whole files**: time ÷ float's, in parentheses without the empty call that both pay.",
    "- **Layers alone**: µs of a graph of that layer (with its ReLU), less one without it. *Operator*: `QLinearConv` with channels",
    "  last, or `QGemm`; *product*: `MatMulIntegerToFloat` over gathered steps. No file can be faster than its layers together.",
    "- **One by one**: the file with nothing but that layer in integers ÷ the same with none. A layer gains where it is",
    "  below 1 by more than the same file again, whose memory lies elsewhere.",
    "",
    ...networks.flatMap(section),
  ].join("\n");
}

function section({ network, float, floor, layers, files, oneByOne }: IntegerLayersReport) {
  return [
    `## ${network}`,
    "",
    `fp32: ${us(float.cpu)} µs native, ${us(float.wasm)} WebAssembly; an empty graph: ${us(floor.cpu)}, ${us(floor.wasm)}.`,
    "",
    "| whole files | native | WebAssembly |",
    "| --- | --- | --- |",
    ...files.map((file) => `| ${file.title} | ${share(file, "cpu")} | ${share(file, "wasm")} |`),
    "",
    "| layers alone, µs | multiplications | native: float | operator | product | WebAssembly: float | operator | product |",
    "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ...[...layers, total(layers)].map(line),
    "",
    "| one by one | native | WebAssembly |",
    "| --- | ---: | ---: |",
    ...oneByOne.map(
      ({ title, ratio }) => `| ${title} | ${ratio.cpu.toFixed(2)} | ${ratio.wasm.toFixed(2)} |`,
    ),
    "",
  ];
}

function share({ ratio, beyond }: FileRatio, target: keyof OnBoth): string {
  return `${ratio[target].toFixed(2)} (${beyond[target].toFixed(2)})`;
}

/** A layer that has no product counts with its operator. */
function total(layers: readonly LayerTimes[]): LayerTimes {
  const sum = (timesOf: (layer: LayerTimes) => OnBoth): OnBoth => ({
    cpu: layers.reduce((all, layer) => all + timesOf(layer).cpu, 0),
    wasm: layers.reduce((all, layer) => all + timesOf(layer).wasm, 0),
  });
  return {
    ...{ layer: "**together**", form: "", macs: layers.reduce((all, { macs }) => all + macs, 0) },
    float: sum(({ float }) => float),
    integer: sum(({ integer }) => integer),
    product: sum(({ product, integer }) => product ?? integer),
  };
}

function line({ layer, form, macs, float, integer, product }: LayerTimes): string {
  const times = (["cpu", "wasm"] as const).flatMap((target) => [
    us(float[target]),
    us(integer[target]),
    product ? us(product[target]) : "",
  ]);
  const name = form ? `${layer}, ${form}` : layer;
  return `| ${[name, `${Math.round(macs / 1000)} k`, ...times].join(" | ")} |`;
}

const us = (time: number) => time.toFixed(1);
