/** @file What a tf.js model must keep to before it is opened: its own folder, and sizes that its weights can fill. */
import { isAbsolute, normalize } from "node:path";
import type { GraphModel, io } from "@tensorflow/tfjs";
import { UserError } from "#core/errors";
import { largestValue } from "#graph/size-problems";

/** A weights file named by a model lies in the model's folder. */
export function requireInside(model: string, file: unknown): string {
  const place = typeof file === "string" ? normalize(file) : "";
  if (place !== "" && !isAbsolute(place) && !place.startsWith("..")) return place;
  throw new UserError(
    `${model} keeps weights at ${JSON.stringify(file)}, outside of its folder, which is never opened`,
    "keep model.json and its weight files in one folder",
  );
}

/** Sizes that layers make weights of. */
const sized =
  /^(units|filters|kernel_?size|depth_?multiplier|input_?dim|output_?dim|num_?heads|key_?dim)$/i;

/**
 * tf.js makes a layer's first weights before it reads the saved ones: no size may be larger than all saved numbers
 * together.
 */
export function requireFilled(
  model: string,
  { modelTopology, weightSpecs }: io.ModelArtifacts,
): void {
  const saved = (weightSpecs ?? []).reduce(
    (sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1),
    0,
  );
  const visit = (value: unknown, key: string): void => {
    if (typeof value === "number" && sized.test(key) && !(value <= Math.max(saved, 1))) {
      throw new UserError(
        `${model} has a layer with ${key} ${value}, and ${saved} weights in all`,
        "save the model anew: model.json and its weights do not belong together",
      );
    }
    if (Array.isArray(value)) for (const item of value) visit(item, key);
    else if (value && typeof value === "object")
      for (const [name, item] of Object.entries(value)) visit(item, name);
  };
  visit(modelTopology, "");
}

/** tf.js runs a GraphModel's initializer, which fills tables of words, as soon as it loads. */
export function requireNothingRuns(model: string, { modelInitializer }: io.ModelArtifacts): void {
  if (!modelInitializer) return;
  throw new UserError(
    `${model} has an initializer, which would run as it loads`,
    "convert a network that looks nothing up in tables",
  );
}

/** Operators of a GraphModel that tf.js makes an array for before anybody sees how large. */
const arrays: ReadonlySet<unknown> = new Set(["Ones", "Zeros"]);

/** @param network Opened from the artifacts; nothing of it has run. */
export function requireModestArrays(
  model: string,
  { modelTopology }: io.ModelArtifacts,
  { weights }: GraphModel,
): void {
  const { node = [], library } = (modelTopology ?? {}) as GraphTopology;
  const nodes = [...node, ...(library?.function ?? []).flatMap(({ nodeDef = [] }) => nodeDef)];
  for (const { name, op, input } of nodes.filter((each) => arrays.has(each.op))) {
    const sizes = weights[input?.[0]?.replace(/:0$/, "") ?? ""]?.[0]?.dataSync() ?? [];
    const size = Array.from(sizes).reduce((product, each) => product * each, 1);
    if (size <= largestValue) continue;
    throw new UserError(
      `${model}: node "${name}" (${op}) holds ${size} numbers; ${largestValue} are the most`,
      "look for a size in the model that no window needs",
    );
  }
}

interface GraphTopology {
  readonly node?: readonly GraphNode[];
  readonly library?: { readonly function?: readonly { readonly nodeDef?: readonly GraphNode[] }[] };
}

interface GraphNode {
  readonly name: string;
  readonly op: string;
  readonly input?: readonly string[];
}
