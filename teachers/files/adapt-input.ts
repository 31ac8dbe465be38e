/** @file An input of a file's graph made to read windows `[batch, time, channel]`. */
import { UserError } from "#core/errors";
import { type Dim, type Graph, unknownShape, type Value } from "#graph/graph";
import type { ChannelAffine, FileOptions } from "./file-options.ts";
import { layouts } from "./layouts.ts";

/** before: input ─ …        after: window ─ (Mul ─ Add) ─ (Transpose) ─ (Reshape) ─ … */
export function adaptInput(
  graph: Graph,
  input: Value,
  window: Value,
  options: Pick<FileOptions, "path" | "layout"> & { readonly affine: ChannelAffine | undefined },
): void {
  graph.inputs.splice(graph.inputs.indexOf(input), 1);
  const { affine } = options;
  let x = window;
  if (affine) {
    const channels = affine.scale.length;
    x = graph.add("Mul", [x, graph.constant(affine.scale, [channels])], x.shape);
    x = graph.add("Add", [x, graph.constant(affine.offset, [channels])], x.shape);
  }
  const ready = inLayout(graph, x, options);
  requireShape(input, ready, options);
  graph.replace(input, ready);
}

/** Fixed sizes that the file states must be those of the windows; its batch may be any. */
function requireShape(
  input: Value,
  { shape }: Value,
  { path, layout }: Pick<FileOptions, "path" | "layout">,
): void {
  if (input.dtype !== "float32") {
    throw new UserError(
      `${path}: its input "${input.name}" is of type ${input.dtype}`,
      "export it with float32 inputs",
    );
  }
  if (input.shape === unknownShape) return;
  const fits = (size: Dim, axis: number) =>
    axis === 0 || typeof size === "string" || size === shape[axis];
  if (input.shape.length === shape.length && input.shape.every(fits)) return;
  throw new UserError(
    `${path}: its input "${input.name}" is [${input.shape.join(", ")}], windows are [${shape.join(", ")}] in the layout ${layout}`,
    "set `layout` to the order of its axes, and `steps` and `channels` of the modality to its sizes",
  );
}

/** [batch, time, channel] → the file's axes. */
function inLayout(
  graph: Graph,
  x: Value,
  { layout, path }: Pick<FileOptions, "path" | "layout">,
): Value {
  if (!layouts.includes(layout))
    throw new UserError(`${path}: unknown layout "${layout}"`, `known: ${layouts.join(", ")}`);
  const [batch, time, channels] = x.shape as readonly [Dim, number, number];
  const turned = /c1?t/.test(layout)
    ? graph.add("Transpose", [x], [batch, channels, time], { attributes: { perm: [0, 2, 1] } })
    : x;
  if (!layout.includes("1")) return turned;
  const sizeOf: Readonly<Record<string, number>> = { t: time, c: channels, 1: 1 };
  const sizes = [...layout.slice(1)].map((axis) => sizeOf[axis]!);
  const shape = graph.constant(BigInt64Array.from([-1, ...sizes], BigInt), [4], "int64");
  return graph.add("Reshape", [turned, shape], [batch, ...sizes]);
}
