/** @file Layers that tf.js lacks, and what gradients may be told. Saved models load after `registerLayers()`. */
export { ChannelSlice, type ChannelSliceConfig } from "./channel-slice.ts";
export { DepthwiseConv1D, type DepthwiseConv1DConfig } from "./depthwise-conv1d.ts";
export { FactoredConv1D, type FactoredConv1DConfig } from "./factored-conv1d.ts";
export {
  GradientReversal,
  type GradientReversalConfig,
  reverseGradient,
} from "./gradient-reversal.ts";
export { GraphConvolution, type GraphConvolutionConfig } from "./graph-convolution.ts";
export { GroupNormalization, type GroupNormalizationConfig } from "./group-normalization.ts";
export { GroupedConv1D, type GroupedConv1DConfig } from "./grouped-conv1d.ts";
export {
  InstanceNormalization,
  type InstanceNormalizationConfig,
} from "./instance-normalization.ts";
export { MultiHeadAttention, type MultiHeadAttentionConfig } from "./multi-head-attention.ts";
export { OnnxGraph, type OnnxGraphConfig } from "./onnx-graph.ts";
export { PositionalEncoding } from "./positional-encoding.ts";
export { registerLayers } from "./register-layers.ts";
export { SafeLog } from "./safe-log.ts";
export { SeparableConv1D, type SeparableConv1DConfig } from "./separable-conv1d.ts";
export { Square } from "./square.ts";
export { stopGradient } from "./stop-gradient.ts";
export { TemporalAttention, type TemporalAttentionConfig } from "./temporal-attention.ts";
