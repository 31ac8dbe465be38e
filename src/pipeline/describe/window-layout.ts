/** @file Which axes of a model's input are time and channels: what a person says, held against their sizes. */
import { UserError } from "#core/errors";
import { type Dim, unknownShape, type Value } from "#graph/graph";
import { type Layout, layouts } from "#teachers/files/layouts";

export interface WindowLayout {
  readonly layout: Layout;
  /** 1, or open. */
  readonly batch: Dim;
  /** Samples of a window. */
  readonly length: number;
}

interface Described {
  /** Begins sentences: "about.yaml: inputs.acc". */
  readonly who: string;
  readonly words: { readonly channels: readonly string[]; readonly length: number | undefined };
  /** Default: the only one that fits. */
  readonly layout: Layout | undefined;
}

/** Throws a {@link UserError} that says what the model has where the description says another thing, or too little. */
export function windowLayout(input: Value, described: Described): WindowLayout {
  const layout = fittingLayout(input, described);
  const { who, words } = described;
  const length = words.length ?? sizeOf(input, layout, "t");
  const [batch = "batch"] = shapeOf(input) ?? [];
  if (typeof length !== "number") {
    throw new UserError(
      `${who}: ${itsShape(input)}, which leaves the length of a window open`,
      "say `length`, the samples of a window",
    );
  }
  if (typeof batch === "string" || batch === 1) return { layout, batch, length };
  throw new UserError(
    `${who}: ${itsShape(input)}, ${batch} windows at once in the layout ${layout}`,
    "save the model with an open batch, or one of 1: in PyTorch torch.onnx.export(…, dynamic_axes=…)",
  );
}

function fittingLayout(input: Value, { who, words, layout }: Described): Layout {
  const { channels, length } = words;
  const windows = (layout ? [layout] : layouts).filter((each) => hasAxes(input, each));
  if (windows.length === 0) {
    const axes = layout ?? "batch, time and channels";
    throw new UserError(`${who}: ${itsShape(input)}, and not ${axes}`, layoutHelp);
  }
  const wide = windows.filter((each) => may(input, each, "c", channels.length));
  if (wide.length === 0) {
    const wanted = `${channels.length} channels (${channels.join(", ")})`;
    const help = "name every channel that the model reads, in its order";
    throw new UserError(
      `${who} has ${wanted}, and ${itsShape(input)}${layout ? ` in the layout ${layout}` : ""}`,
      layout ? `${help}; ${layoutHelp}` : help,
    );
  }
  const long = wide.filter((each) => length === undefined || may(input, each, "t", length));
  if (long.length === 0) {
    const given = wide.map((each) => sizeOf(input, each, "t")).join(" or ");
    throw new UserError(
      `${who}.length is ${length}, and ${itsShape(input)}: windows of ${given} samples`,
      "correct `length`, or leave it out",
    );
  }
  const stated = long.filter((each) => states(input, each, channels.length));
  const [first, ...others] = (stated.length > 0 ? stated : long) as [Layout, ...Layout[]];
  if (others.length === 0) return first;
  const choice = [first, ...others].join(" or ");
  throw new UserError(`${who}: ${itsShape(input)}, which may be ${choice}`, layoutHelp);
}

const layoutHelp =
  "`layout` says the order of its axes: n batch, t time, c channel, 1 an axis of one; Conv1d of PyTorch reads nct";

function hasAxes(input: Value, layout: Layout): boolean {
  const shape = shapeOf(input);
  if (!shape) return true;
  return shape.length === layout.length && (!layout.includes("1") || may(input, layout, "1", 1));
}

/** Its channels, and its axis of one, are no open sizes. */
function states(input: Value, layout: Layout, channels: number): boolean {
  const one = !layout.includes("1") || sizeOf(input, layout, "1") === 1;
  return one && sizeOf(input, layout, "c") === channels;
}

/** The axis has this size, or an open one. */
function may(input: Value, layout: Layout, axis: "c" | "t" | "1", size: number): boolean {
  const given = sizeOf(input, layout, axis);
  return typeof given !== "number" || given === size;
}

function sizeOf(input: Value, layout: Layout, axis: "c" | "t" | "1"): Dim | undefined {
  return shapeOf(input)?.[layout.indexOf(axis)];
}

/** `undefined` where the model does not say. */
function shapeOf({ shape }: Value): readonly Dim[] | undefined {
  return shape === unknownShape ? undefined : shape;
}

function itsShape({ name, shape }: Value): string {
  return `the model's input "${name}" is [${shape.join(", ")}]`;
}
