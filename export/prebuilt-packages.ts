/** @file Whether onnxruntime as it is published for phones has what a graph needs, or a build of one's own is due. */
import type { Graph } from "#graph/graph";

export interface PrebuiltPackage {
  readonly name: string;
  /** Where it is said what is inside, and when that was looked up. */
  readonly source: string;
  /** Operators with "domain:"; absent: all of them. */
  readonly operators?: ReadonlySet<string>;
  /** Operator sets of ai.onnx that its kernels are of. */
  readonly opsets?: readonly [number, number];
}

const named = (domain: string, names: string) =>
  names.split(" ").map((name) => `${domain}:${name}`);

export const prebuiltPackages: readonly PrebuiltPackage[] = [
  {
    name: "onnxruntime-android, onnxruntime-c, onnxruntime-react-native",
    source:
      "https://central.sonatype.com/artifact/com.microsoft.onnxruntime/onnxruntime-android (2026-11)",
  },
  {
    name: "onnxruntime-mobile (last published as 1.18.0 in May 2024; reads .ort files)",
    source:
      "https://onnxruntime.ai/docs/reference/operators/mobile_package_op_type_support_1.17.html (2026-11)",
    opsets: [12, 15],
    operators: new Set([
      ...named(
        "ai.onnx",
        "Abs Add And ArgMax ArgMin AveragePool Cast Ceil Clip Concat ConstantOfShape Conv ConvTranspose Cos CumSum " +
          "DepthToSpace DequantizeLinear Div DynamicQuantizeLinear Elu Equal Erf Exp Expand Flatten Floor Gather " +
          "GatherND Gemm GlobalAveragePool Greater GreaterOrEqual HardSigmoid Identity If InstanceNormalization LRN " +
          "LayerNormalization LeakyRelu Less LessOrEqual Log LogSoftmax Loop MatMul MatMulInteger Max MaxPool Mean " +
          "Min Mul Neg NonMaxSuppression NonZero Not Or PRelu Pad Pow QLinearConv QLinearMatMul QuantizeLinear Range " +
          "Reciprocal ReduceMax ReduceMean ReduceMin ReduceProd ReduceSum Relu Reshape Resize ReverseSequence Round " +
          "Scan ScatterND Shape Sigmoid Sin Size Slice Softmax SpaceToDepth Split Sqrt Squeeze Sub Sum Tanh " +
          "ThresholdedRelu Tile TopK Transpose Unique Unsqueeze Where",
      ),
      ...named(
        "com.microsoft",
        "DynamicQuantizeMatMul FusedConv FusedGemm FusedMatMul Gelu MatMulIntegerToFloat NhwcMaxPool QLinearAdd " +
          "QLinearAveragePool QLinearConv QLinearGlobalAveragePool QLinearLeakyRelu QLinearMul QLinearSigmoid",
      ),
    ]),
  },
];

/** What the package lacks for the file, as operators and operator sets; empty: it runs. */
export function lackingIn(
  { operators, opsets: range }: PrebuiltPackage,
  { nodes, opsets }: Graph,
): readonly string[] {
  if (!operators) return [];
  const used = new Set(nodes.map(({ domain, op }) => `${domain || "ai.onnx"}:${op}`));
  const version = opsets.get("") ?? 1;
  const fits = !range || (version >= range[0] && version <= range[1]);
  return [
    ...(fits ? [] : [`operator set ${version} (its list is of ${range.join(" to ")})`]),
    ...[...used].filter((name) => !operators.has(name)).sort(),
  ];
}
