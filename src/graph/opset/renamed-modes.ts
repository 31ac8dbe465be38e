/** @file Modes that an operator set gave another name, or another default. */
import { dropAttribute, type OpsetChange, withAttribute } from "./change.ts";

const newNames = new Map([
  ["bilinear", "linear"],
  ["bicubic", "cubic"],
]);
const oldNames = new Map([...newNames].map(([older, newer]) => [newer, older]));

/** before 20: bilinear, bicubic        from 20 on: linear, cubic */
const gridSample: OpsetChange = {
  op: "GridSample",
  since: 20,
  lower(_graph, node) {
    const mode = String(node.attributes.mode ?? "linear");
    withAttribute(node, "mode", oldNames.get(mode) ?? mode);
  },
  raise(_graph, node) {
    const mode = String(node.attributes.mode ?? "bilinear");
    withAttribute(node, "mode", newNames.get(mode) ?? mode);
  },
};

/** before 16: always as "output_half_pixel" says        from 16 on: a choice, and another default */
const roiAlign: OpsetChange = {
  op: "RoiAlign",
  since: 16,
  lower(_graph, node) {
    const name = "coordinate_transformation_mode";
    const mode = node.attributes[name] ?? "half_pixel";
    if (mode === "output_half_pixel") dropAttribute(node, name);
    else withAttribute(node, name, mode); // now in words, so that it is refused
  },
  raise(_graph, node) {
    withAttribute(node, "coordinate_transformation_mode", "output_half_pixel");
  },
};

export const renamedModes: readonly OpsetChange[] = [gridSample, roiAlign];
