/** before: x ─ conv in groups ─ y        after: x ─ (slice ─ conv) · groups ─ concat ─ y */
import type { Conv, Layer, Program } from "./program.ts";

/** Convolutions in groups one by one, for formats that only know those of one channel each. */
export function splitGroups(program: Program): Program {
  const layers = program.layers.flatMap((layer) =>
    layer.kind === "conv" && layer.groups > 1 && !isDepthwise(layer) ? split(layer) : [layer],
  );
  return { ...program, layers };
}

/** Each input channel by itself. */
export function isDepthwise({ groups, input }: Conv): boolean {
  return groups > 1 && groups === input.shape[3];
}

function split(layer: Conv): Layer[] {
  const { groups, input, output, weight, bias } = layer;
  const parts = Array.from({ length: groups }, (_, group) => {
    const [, height, width, channels] = input.shape as [number, number, number, number];
    const name = `${layer.name}/group${group}`;
    const own = { name: `${name}/input`, shape: [1, height, width, channels / groups] };
    const outputs = bias.length / groups;
    const share = <T extends Float32Array>(data: T) =>
      data.slice((group * data.length) / groups, ((group + 1) * data.length) / groups);
    const result = { name, shape: output.shape.with(3, outputs) };
    const shape = weight.shape.with(0, outputs);
    return [
      {
        ...({ kind: "slice", name: own.name, input, output: own } as const),
        begin: [0, 0, 0, (group * channels) / groups],
      },
      {
        ...{ ...layer, name, input: own, output: result, groups: 1, bias: share(bias) },
        weight: { name: `${weight.name}/group${group}`, shape, data: share(weight.data) },
      },
    ] as const;
  });
  const inputs = parts.map(([, { output: part }]) => part);
  return [...parts.flat(), { kind: "concat", name: layer.name, inputs, axis: 3, output }];
}
