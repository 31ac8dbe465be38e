/** @file What a tf.js model must keep to before it is opened: its own folder, and sizes that its weights can fill. */
import { isAbsolute, normalize } from "node:path";
import type { io } from "@tensorflow/tfjs";
import { UserError } from "#core/errors";

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
