/** @file tf.js rebuilds a saved model from the class names of its layers; those of wristill must be made known to it. */
import { serialization } from "@tensorflow/tfjs";
import { ChannelSlice } from "./channel-slice.ts";
import { DepthwiseConv1D } from "./depthwise-conv1d.ts";
import { FactoredConv1D } from "./factored-conv1d.ts";
import { GradientReversal } from "./gradient-reversal.ts";
import { GraphConvolution } from "./graph-convolution.ts";
import { GroupNormalization } from "./group-normalization.ts";
import { GroupedConv1D } from "./grouped-conv1d.ts";
import { InstanceNormalization } from "./instance-normalization.ts";
import { MultiHeadAttention } from "./multi-head-attention.ts";
import { OnnxGraph } from "./onnx-graph.ts";
import { PositionalEncoding } from "./positional-encoding.ts";
import { SafeLog } from "./safe-log.ts";
import { SeparableConv1D } from "./separable-conv1d.ts";
import { Square } from "./square.ts";
import { TemporalAttention } from "./temporal-attention.ts";

/** Let `tf.loadLayersModel` read the models that wristill saved. Call once before loading. */
export function registerLayers(): void {
  serialization.registerClass(ChannelSlice);
  serialization.registerClass(DepthwiseConv1D);
  serialization.registerClass(FactoredConv1D);
  serialization.registerClass(GradientReversal);
  serialization.registerClass(GraphConvolution);
  serialization.registerClass(GroupNormalization);
  serialization.registerClass(GroupedConv1D);
  serialization.registerClass(InstanceNormalization);
  serialization.registerClass(MultiHeadAttention);
  serialization.registerClass(OnnxGraph);
  serialization.registerClass(PositionalEncoding);
  serialization.registerClass(SafeLog);
  serialization.registerClass(SeparableConv1D);
  serialization.registerClass(Square);
  serialization.registerClass(TemporalAttention);
}
