/** @file The table of ops in docs/ops.md: what the recorder really emits for the samples of every op. */
import {
  getGradient,
  getKernel,
  getKernelsForBackend,
  registerKernel,
  unregisterKernel,
} from "@tensorflow/tfjs";
import { backendName, recorderBackend } from "#record/backend";
import type { Purpose } from "#record/emitter";
import type { Op } from "#record/op";
import { ops } from "#record/ops/index";
import { unrecorded } from "#record/unrecorded";
import { isDifferentiable, sampleGraph } from "./op-roads.ts";

/** What was seen of one kernel while samples were recorded. */
interface Seen {
  readonly nodes: Readonly<Record<Purpose, Set<string>>>;
  /** Kernels whose samples reach it. */
  readonly through: Set<string>;
}

/** Sorted rows, one per kernel of tf.js's CPU backend. */
export function opTable(): string {
  const native = new Set(getKernelsForBackend("cpu").map(({ kernelName }) => kernelName));
  const differentiable = new Set([...native].filter((kernel) => getGradient(kernel)));
  const seen = observe();
  const recorded = ops.map((op) => row(op, seen.get(op.kernel)!, differentiable)).sort();
  const known = new Set(ops.map(({ kernel }) => kernel));
  const left = [...native]
    .filter((kernel) => !known.has(kernel))
    .map(reason)
    .sort();
  return [
    introduction,
    `## Recorded: ${recorded.length}`,
    "",
    "| kernel | inference | training | gradient | tested |",
    "| --- | --- | --- | --- | --- |",
    ...recorded,
    "",
    `## Not recorded: ${left.length}`,
    "",
    "| kernel | why |",
    "| --- | --- |",
    ...left,
    "",
  ].join("\n");
}

const introduction = `# Ops

<!-- Written by npm run docs:ops; test/unit/record/op-table.test.ts fails where it is stale. -->

What the recorder makes of each tf.js kernel: the ONNX operators found by recording the op's samples (constants and
nodes shared with earlier ones do not show; "–": the kernel becomes no node, or does not occur there), whose gradient
is used, and how it is tested.

- **gradient**: "tf.js" its own, "ours" one that replaces tf.js's or that tf.js lacks, "none" where neither has one.
- **samples**: tf.js on its CPU backend, the graph in onnxruntime-node and the same in onnxruntime-web agree within
  10⁻⁵ + 10⁻⁴ · |value|, for both purposes, forward and backward.
- **any size**: the same for sizes drawn at random. **any batch**: the same with a batch unknown while recording.
- **slopes**: the gradient is that of finite differences.
- **through**: has no samples of its own; those of the kernels named reach it, mostly as their gradient.

A kernel that is not recorded gives an error that names it, the layer it came from, and the reason below.
`;

/** Records every sample; kernels tell what nodes they add. */
function observe(): ReadonlyMap<string, Seen> {
  const backend = recorderBackend(ops);
  const seen = new Map<string, Seen>();
  let current = "";
  for (const { kernel } of ops) {
    const entry: Seen = {
      nodes: { inference: new Set(), training: new Set() },
      through: new Set(),
    };
    seen.set(kernel, entry);
    const config = getKernel(kernel, backendName);
    unregisterKernel(kernel, backendName);
    registerKernel({
      ...config,
      kernelFunc: (call) => {
        const { graph, purpose } = backend.current();
        const before = graph.nodes.length;
        const outputs = config.kernelFunc(call);
        for (const { op } of graph.nodes.slice(before)) entry.nodes[purpose].add(op);
        entry.through.add(current);
        return outputs;
      },
    });
  }
  for (const op of ops) {
    current = op.kernel;
    for (const sample of op.samples) {
      for (const purpose of ["inference", "training"] as const) sampleGraph(sample, purpose);
    }
  }
  return seen;
}

function row(op: Op, { nodes, through }: Seen, differentiable: ReadonlySet<string>): string {
  const list = (names: Iterable<string>) => [...names].sort().join(", ") || "–";
  const whose = op.gradient ? "ours" : differentiable.has(op.kernel) ? "tf.js" : "none";
  const cells = [op.kernel, list(nodes.inference), list(nodes.training), whose, tests(op, through)];
  return `| ${cells.join(" | ")} |`;
}

function tests({ kernel, samples }: Op, through: ReadonlySet<string>): string {
  if (samples.length === 0) {
    const others = [...through].filter((name) => name !== kernel).sort();
    return `through ${others.join(", ")}`;
  }
  const count = (name: string, n: number) => (n > 0 ? [`${name} ${n}`] : []);
  return [
    ...count("samples", samples.length),
    ...count("any size", samples.filter(({ vary }) => vary).length),
    ...count("any batch", samples.filter(({ batch }) => batch).length),
    ...count("slopes", samples.filter(isDifferentiable).length),
  ].join(", ");
}

function reason(kernel: string): string {
  const why = unrecorded[kernel];
  if (why === undefined) throw new Error(`${kernel} is neither recorded nor listed as left out`);
  return `| ${kernel} | ${why} |`;
}
