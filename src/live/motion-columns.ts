/** @file Which quantities of a `devicemotion` event feed the inputs of a model. */
import type { InputDescription } from "#export/metadata";

export type MotionQuantity = "with-gravity" | "without-gravity" | "rotation";

export interface MotionColumns {
  /** In the order of the model's inputs; three columns each. */
  readonly quantities: readonly MotionQuantity[];
  /** By input, as `ActivityStream` wants them. */
  readonly units: Readonly<Record<string, string>>;
}

const unitOf = { "with-gravity": "m/s²", "without-gravity": "m/s²", rotation: "deg/s" } as const;

/** `undefined` where an input is not one that a phone or a watch has on itself. */
export function motionColumns(
  inputs: Readonly<Record<string, InputDescription>>,
): MotionColumns | undefined {
  const found = Object.entries(inputs).map(
    ([name, description]) => [name, quantityOf(name, description)] as const,
  );
  if (found.some(([, quantity]) => quantity === undefined)) return undefined;
  const quantities = found.map(([, quantity]) => quantity!);
  const units = found.map(([name, quantity]) => [name, unitOf[quantity!]] as const);
  return { quantities, units: Object.fromEntries(units) };
}

function quantityOf(
  name: string,
  { channels, unit }: Pick<InputDescription, "channels" | "unit">,
): MotionQuantity | undefined {
  if (channels.length !== 3 || channels.some((each, i) => !each.toLowerCase().endsWith("xyz"[i]!)))
    return undefined;
  if (unit === "rad/s" || unit === "deg/s") return "rotation";
  if (unit !== "g" && unit !== "m/s²") return undefined;
  return name === "body" ? "without-gravity" : "with-gravity";
}
