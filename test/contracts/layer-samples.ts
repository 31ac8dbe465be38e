/** Every layer that classifies time series, once or in each form that records differently. */
import { initializers, layers, type SymbolicTensor } from "@tensorflow/tfjs";
import { Graph } from "#graph/graph";
import { encodeModel } from "#graph/protobuf";
import { ChannelSlice } from "#record/layers/channel-slice";
import { DepthwiseConv1D } from "#record/layers/depthwise-conv1d";
import { FactoredConv1D } from "#record/layers/factored-conv1d";
import { GradientReversal } from "#record/layers/gradient-reversal";
import { GraphConvolution } from "#record/layers/graph-convolution";
import { GroupNormalization } from "#record/layers/group-normalization";
import { GroupedConv1D } from "#record/layers/grouped-conv1d";
import { InstanceNormalization } from "#record/layers/instance-normalization";
import { MultiHeadAttention } from "#record/layers/multi-head-attention";
import { OnnxGraph } from "#record/layers/onnx-graph";
import { PositionalEncoding } from "#record/layers/positional-encoding";
import { SafeLog } from "#record/layers/safe-log";
import { SeparableConv1D } from "#record/layers/separable-conv1d";
import { Square } from "#record/layers/square";
import { TemporalAttention } from "#record/layers/temporal-attention";

export interface LayerSample {
  /** The function of tf.layers, or the class of wristill. */
  readonly layer: string;
  /** What is special about it. */
  readonly form: string;
  /** Shapes of the inputs, without the batch. */
  readonly shapes: readonly (readonly number[])[];
  readonly network: (inputs: SymbolicTensor[]) => SymbolicTensor | SymbolicTensor[];
  /** Inputs are whole numbers below this. */
  readonly integers?: number;
  /** "ours": tf.js's own training fails (or draws by itself), so the eager reference trains in our form too. */
  readonly reference?: "ours";
  /** The same by other layers, where tf.js's CPU backend computes this one wrongly. */
  readonly equal?: LayerSample["network"];
  /** tf.js has no gradient by the input; training needs none where this layer comes first. */
  readonly comesFirst?: true;
  /** It computes nothing outside of recordings. */
  readonly recordedOnly?: true;
  /** tf.js writes down a shape by number. */
  readonly fixedBatch?: true;
}

type Traits = Omit<LayerSample, "layer" | "form" | "shapes" | "network">;

/** A layer, or several in a row, of one input. */
function one(
  layer: string,
  form: string,
  shape: readonly number[],
  make: () => layers.Layer | layers.Layer[],
  traits: Traits = {},
): LayerSample {
  const network = ([x]: SymbolicTensor[]) =>
    [make()].flat().reduce((y, each) => each.apply(y) as SymbolicTensor, x!);
  return { layer, form, shapes: [shape], network, ...traits };
}

/** A layer of several inputs. */
function several(
  layer: string,
  form: string,
  shapes: readonly (readonly number[])[],
  make: () => layers.Layer,
): LayerSample {
  return { layer, form, shapes, network: (xs) => make().apply(xs) as SymbolicTensor };
}

/** One node, in base 64. */
function reluFile(): string {
  const graph = new Graph("relu");
  const x = graph.input("x", "float32", ["batch", 8, 4]);
  graph.output("y", graph.add("Relu", [x], x.shape));
  return Buffer.from(encodeModel(graph, { valueInfo: true })).toString("base64");
}

const window = [8, 4]; // [time, channel]
const image = [6, 5, 4]; // [height, width, channel]
const ours: Traits = { reference: "ours" };

/** Batch normalisation over another axis than the last: tf.js's CPU backend does not broadcast there. */
function normalizedOver(axis: number, shape: readonly number[], dims: number[]): LayerSample {
  const equal = ([x]: SymbolicTensor[]) =>
    [layers.permute({ dims }), layers.batchNormalization(), layers.permute({ dims })].reduce(
      (y, layer) => layer.apply(y) as SymbolicTensor,
      x!,
    );
  const make = () => layers.batchNormalization({ axis });
  return {
    ...one("batchNormalization", `axis ${axis} of ${shape.length + 1}`, shape, make),
    equal,
  };
}

const activations =
  "elu gelu gelu_new hardSigmoid linear logSoftmax mish relu relu6 selu sigmoid softmax softplus softsign swish tanh".split(
    " ",
  );

const elementwise: LayerSample[] = [
  ...activations.map((activation) =>
    one("activation", activation, window, () =>
      layers.activation({ activation: activation as "elu" }),
    ),
  ),
  one("elu", "plain", window, () => layers.elu()),
  one("leakyReLU", "α 0.2", window, () => layers.leakyReLU({ alpha: 0.2 })),
  one("prelu", "one slope for each place", window, () => layers.prelu()),
  one("prelu", "shared over time", window, () => layers.prelu({ sharedAxes: [1] })),
  one("reLU", "plain", window, () => layers.reLU()),
  one("reLU", "limited", window, () => layers.reLU({ maxValue: 1 })),
  one("rescaling", "scale and offset", window, () => layers.rescaling({ scale: 2, offset: -1 })),
  one("softmax", "last axis", window, () => layers.softmax({ axis: -1 })),
  one("thresholdedReLU", "θ 0.5", window, () => layers.thresholdedReLU({ theta: 0.5 }), ours),
];

const merging: LayerSample[] = [
  several("add", "three", [window, window, window], () => layers.add()),
  several("average", "two", [window, window], () => layers.average()),
  several("concatenate", "channels", [window, [8, 3]], () => layers.concatenate()),
  several("concatenate", "time", [window, [5, 4]], () => layers.concatenate({ axis: 1 })),
  several("dot", "vectors", [[5], [5]], () => layers.dot({ axes: -1 })),
  several("dot", "normalised", [[5], [5]], () => layers.dot({ axes: 1, normalize: true })),
  several("dot", "matrices", [window, [8, 3]], () => layers.dot({ axes: 1 })),
  several("maximum", "two", [window, window], () => layers.maximum()),
  several("minimum", "two", [window, window], () => layers.minimum()),
  several("multiply", "two", [window, window], () => layers.multiply()),
];

const conv = { filters: 3, kernelSize: 3 };
const convolutions: LayerSample[] = [
  one("conv1d", "valid", window, () => layers.conv1d({ ...conv, activation: "relu" })),
  one("conv1d", "same, strided", window, () =>
    layers.conv1d({ ...conv, strides: 2, padding: "same" }),
  ),
  one("conv1d", "dilated", window, () =>
    layers.conv1d({ ...conv, padding: "same", dilationRate: 2 }),
  ),
  one("conv1d", "without bias", window, () => layers.conv1d({ ...conv, useBias: false })),
  one("conv2d", "valid", image, () => layers.conv2d(conv)),
  one("conv2d", "same, strided", image, () =>
    layers.conv2d({ ...conv, strides: [2, 1], padding: "same" }),
  ),
  one(
    "conv2d",
    "dilated",
    image,
    () => layers.conv2d({ ...conv, kernelSize: 2, dilationRate: 2 }),
    ours,
  ),
  one("conv2dTranspose", "strided", image, () =>
    layers.conv2dTranspose({ ...conv, strides: [2, 1], padding: "same" }),
  ),
  one("depthwiseConv2d", "multiplier 2", image, () =>
    layers.depthwiseConv2d({ kernelSize: [1, 3], depthMultiplier: 2 }),
  ),
  one("separableConv2d", "same", image, () => layers.separableConv2d({ ...conv, padding: "same" })),
  one("cropping2D", "uneven", image, () =>
    layers.cropping2D({
      cropping: [
        [1, 2],
        [0, 1],
      ],
    }),
  ),
  one("upSampling2d", "2 × 3", image, () => layers.upSampling2d({ size: [2, 3] })),
  one("zeroPadding2d", "uneven", image, () =>
    layers.zeroPadding2d({
      padding: [
        [1, 2],
        [0, 1],
      ],
    }),
  ),
];

const pooling: LayerSample[] = [
  one("averagePooling1d", "halves", window, () => layers.averagePooling1d({ poolSize: 2 })),
  one("averagePooling1d", "same, overlapping", window, () =>
    layers.averagePooling1d({ poolSize: 3, strides: 2, padding: "same" }),
  ),
  one("averagePooling2d", "halves", image, () => layers.averagePooling2d({ poolSize: 2 })),
  one("globalAveragePooling1d", "", window, () => layers.globalAveragePooling1d()),
  one("globalAveragePooling2d", "", image, () => layers.globalAveragePooling2d({})),
  one("globalMaxPooling1d", "", window, () => layers.globalMaxPooling1d()),
  one("globalMaxPooling2d", "", image, () => layers.globalMaxPooling2d({})),
  one("maxPooling1d", "halves", window, () => layers.maxPooling1d({ poolSize: 2 })),
  one("maxPooling1d", "same, overlapping", window, () =>
    layers.maxPooling1d({ poolSize: 3, strides: 2, padding: "same" }),
  ),
  one("maxPooling2d", "same", image, () => layers.maxPooling2d({ poolSize: 2, padding: "same" })),
];

const normalising: LayerSample[] = [
  one("batchNormalization", "[batch, channel]", [4], () => layers.batchNormalization()),
  one("batchNormalization", "[batch, time, channel]", window, () => layers.batchNormalization()),
  one("batchNormalization", "image", image, () => layers.batchNormalization()),
  normalizedOver(1, window, [2, 1]),
  normalizedOver(1, image, [3, 2, 1]),
  one(
    "batchNormalization",
    "no scale",
    window,
    () => layers.batchNormalization({ scale: false }),
    ours,
  ),
  one(
    "batchNormalization",
    "no shift",
    window,
    () => layers.batchNormalization({ center: false }),
    ours,
  ),
  one("layerNormalization", "channels", window, () => layers.layerNormalization()),
  one("layerNormalization", "time and channels", window, () =>
    layers.layerNormalization({ axis: [1, 2] }),
  ),
  one("layerNormalization", "time", window, () => layers.layerNormalization({ axis: 1 })),
  one(
    "layerNormalization",
    "no scale",
    window,
    () => layers.layerNormalization({ scale: false }),
    ours,
  ),
  one("GroupNormalization", "2 groups", window, () => new GroupNormalization({ groups: 2 })),
  one("InstanceNormalization", "", window, () => new InstanceNormalization({})),
];

const random: LayerSample[] = [
  one("alphaDropout", "", window, () => layers.alphaDropout({ rate: 0.4 }), ours),
  one("dropout", "", window, () => layers.dropout({ rate: 0.4 }), ours),
  one(
    "dropout",
    "by channel",
    window,
    () => layers.dropout({ rate: 0.4, noiseShape: [null, 1, 4] as never }),
    ours,
  ),
  one("gaussianDropout", "", window, () => layers.gaussianDropout({ rate: 0.4 }), ours),
  one("gaussianNoise", "", window, () => layers.gaussianNoise({ stddev: 0.4 }), ours),
  one("spatialDropout1d", "", window, () => layers.spatialDropout1d({ rate: 0.4 }), ours),
];

const shaping: LayerSample[] = [
  one("dense", "of a vector", [4], () => layers.dense({ units: 3, activation: "tanh" })),
  one("dense", "of a window", window, () => layers.dense({ units: 3, useBias: false })),
  one("embedding", "symbols", [6], () => layers.embedding({ inputDim: 5, outputDim: 3 }), {
    integers: 5,
    comesFirst: true,
  }),
  one("flatten", "", image, () => layers.flatten()),
  one("permute", "time last", window, () => layers.permute({ dims: [2, 1] })),
  one("repeatVector", "", [4], () => layers.repeatVector({ n: 3 })),
  one("reshape", "", window, () => layers.reshape({ targetShape: [4, -1] })),
  one(
    "masking",
    "before a dense layer",
    window,
    () => [layers.masking({ maskValue: 0 }), layers.dense({ units: 2 })],
    { comesFirst: true },
  ),
];

const uniform = (seed: number) => initializers.randomUniform({ minval: -1, maxval: 1, seed });
const cell = (units: number) => ({
  units,
  kernelInitializer: uniform(1),
  recurrentInitializer: uniform(2),
});
const dropped = { dropout: 0.4, recurrentDropout: 0.3 };
const recurrent: LayerSample[] = [
  one("simpleRNN", "last step", window, () => layers.simpleRNN(cell(3))),
  one("simpleRNN", "sequence, ReLU", window, () =>
    layers.simpleRNN({ ...cell(3), returnSequences: true, activation: "relu" }),
  ),
  one("simpleRNN", "dropout", window, () => layers.simpleRNN({ ...cell(3), ...dropped }), ours),
  one("gru", "last step", window, () => layers.gru(cell(3) as never)),
  one("gru", "sequence, sigmoid", window, () =>
    layers.gru({ ...cell(3), returnSequences: true, recurrentActivation: "sigmoid" } as never),
  ),
  one("gru", "backwards", window, () =>
    layers.gru({ ...cell(3), returnSequences: true, goBackwards: true } as never),
  ),
  one("gru", "dropout", window, () => layers.gru({ ...cell(3), ...dropped } as never), ours),
  one(
    "gru",
    "dropout of the input alone",
    window,
    () => layers.gru({ ...cell(3), dropout: 0.4 } as never),
    ours,
  ),
  one("lstm", "last step", window, () => layers.lstm(cell(3) as never)),
  one("lstm", "sequence, sigmoid", window, () =>
    layers.lstm({ ...cell(3), returnSequences: true, recurrentActivation: "sigmoid" } as never),
  ),
  one("lstm", "backwards, without bias", window, () =>
    layers.lstm({ ...cell(3), goBackwards: true, useBias: false } as never),
  ),
  one("lstm", "dropout", window, () => layers.lstm({ ...cell(3), ...dropped } as never), ours),
  {
    ...one("lstm", "with its states", window, () => []),
    network: ([x]) =>
      layers.lstm({ ...cell(3), returnState: true } as never).apply(x!) as SymbolicTensor[],
  },
  one("lstm", "two, one after the other", window, () => [
    layers.lstm({ ...cell(3), returnSequences: true } as never),
    layers.lstm(cell(2) as never),
  ]),
  one(
    "masking",
    "before a recurrent layer",
    window,
    () => [layers.masking(), layers.lstm(cell(3) as never)],
    { comesFirst: true },
  ),
  one("bidirectional", "concatenated sequences", window, () =>
    layers.bidirectional({
      layer: layers.lstm({ ...cell(3), returnSequences: true } as never) as never,
      mergeMode: "concat",
    }),
  ),
  one("bidirectional", "sum of last steps", window, () =>
    layers.bidirectional({ layer: layers.gru(cell(3) as never) as never, mergeMode: "sum" }),
  ),
  one(
    "bidirectional",
    "dropout",
    window,
    () =>
      layers.bidirectional({
        layer: layers.gru({ ...cell(3), ...dropped } as never) as never,
        mergeMode: "ave",
      }),
    ours,
  ),
  one("rnn", "stacked cells", window, () =>
    layers.rnn({
      cell: [layers.lstmCell(cell(3) as never), layers.gruCell(cell(2) as never)] as never,
    }),
  ),
  one(
    "rnn",
    "stacked cells, dropout",
    window,
    () =>
      layers.rnn({
        cell: [
          layers.lstmCell({ ...cell(3), ...dropped } as never),
          layers.simpleRNNCell({ ...cell(2), ...dropped }),
        ] as never,
      }),
    ours,
  ),
  one(
    "convLstm2d",
    "last step",
    [3, 4, 4, 2],
    () => layers.convLstm2d({ filters: 2, kernelSize: 2, padding: "same" } as never) as never,
    { fixedBatch: true },
  ),
  one("timeDistributed", "dense", window, () =>
    layers.timeDistributed({ layer: layers.dense({ units: 2 }) }),
  ),
  one(
    "timeDistributed",
    "dropout",
    window,
    () => layers.timeDistributed({ layer: layers.dropout({ rate: 0.4 }) }),
    ours,
  ),
];

const adjacency = [
  [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  [
    [0, 0.5, 0],
    [1, 0, 1],
    [0, 0.5, 0],
  ],
];
const wristill: LayerSample[] = [
  one("ChannelSlice", "", window, () => new ChannelSlice({ start: 1, size: 1 })),
  one(
    "DepthwiseConv1D",
    "same, strided",
    window,
    () => new DepthwiseConv1D({ kernelSize: 3, strides: 2 }),
  ),
  one(
    "DepthwiseConv1D",
    "causal, dilated, multiplier 2",
    window,
    () =>
      new DepthwiseConv1D({ kernelSize: 3, padding: "causal", dilation: 2, depthMultiplier: 2 }),
  ),
  one(
    "DepthwiseConv1D",
    "valid",
    window,
    () => new DepthwiseConv1D({ kernelSize: 3, padding: "valid" }),
  ),
  one(
    "FactoredConv1D",
    "bias",
    window,
    () =>
      new FactoredConv1D({ temporalFilters: 3, kernelSize: 3, filters: 5, useBias: true, seed: 1 }),
  ),
  one(
    "FactoredConv1D",
    "no bias",
    window,
    () => new FactoredConv1D({ temporalFilters: 2, kernelSize: 5, filters: 3, seed: 1 }),
  ),
  one("GradientReversal", "", window, () => new GradientReversal({ strength: 0.3 })),
  one(
    "GraphConvolution",
    "two partitions",
    [4, 3, 2],
    () => new GraphConvolution({ filters: 3, adjacency, seed: 1 }),
  ),
  one(
    "GraphConvolution",
    "fixed edges, no bias",
    [4, 3, 2],
    () =>
      new GraphConvolution({
        filters: 3,
        adjacency,
        edgeImportance: false,
        useBias: false,
        seed: 1,
      }),
  ),
  one(
    "GroupedConv1D",
    "2 groups, strided",
    window,
    () => new GroupedConv1D({ filters: 6, groups: 2, kernelSize: 3, strides: 2, seed: 1 }),
  ),
  one(
    "GroupedConv1D",
    "one group, causal",
    window,
    () => new GroupedConv1D({ filters: 3, kernelSize: 3, padding: "causal", seed: 1 }),
  ),
  one(
    "MultiHeadAttention",
    "self",
    window,
    () => new MultiHeadAttention({ heads: 2, headSize: 3, seed: 1 }),
  ),
  one(
    "MultiHeadAttention",
    "relative positions",
    window,
    () => new MultiHeadAttention({ heads: 2, headSize: 3, relativePositions: 2, seed: 1 }),
  ),
  several(
    "MultiHeadAttention",
    "cross",
    [window, [5, 3]],
    () => new MultiHeadAttention({ heads: 2, headSize: 3, seed: 1 }),
  ),
  one(
    "MultiHeadAttention",
    "among sensors, step by step",
    [3, 5, 4],
    () => new MultiHeadAttention({ heads: 2, headSize: 3, seed: 1 }),
  ),
  one("OnnxGraph", "Relu", window, () => new OnnxGraph({ file: reluFile() }), {
    equal: ([x]) => layers.reLU().apply(x!) as SymbolicTensor,
    comesFirst: true,
    recordedOnly: true,
  }),
  one("PositionalEncoding", "", window, () => new PositionalEncoding({})),
  one("SafeLog", "", window, () => new SafeLog({})),
  one(
    "SeparableConv1D",
    "same",
    window,
    () => new SeparableConv1D({ filters: 3, kernelSize: 3, seed: 1 }),
  ),
  one("Square", "", window, () => new Square({})),
  one("TemporalAttention", "", window, () => new TemporalAttention({ seed: 1 })),
];

export const layerSamples: readonly LayerSample[] = [
  ...elementwise,
  ...merging,
  ...convolutions,
  ...pooling,
  ...normalising,
  ...random,
  ...shaping,
  ...recurrent,
  ...wristill,
];

/** The rest of tf.layers. */
export const layersLeftOut: Readonly<Record<string, string>> = {
  averagePooling3d: "volumes do not occur in windows of sensors",
  categoryEncoding: "looks at the values of its input; embedding takes class indices",
  centerCrop: "for pictures",
  conv3d: "volumes do not occur in windows of sensors",
  conv3dTranspose: "volumes do not occur in windows of sensors",
  convLstm2dCell: "inside convLstm2d",
  gruCell: "inside gru and rnn",
  input: "no layer: an input of a model",
  inputLayer: "no computation",
  lstmCell: "inside lstm and rnn",
  maxPooling3d: "volumes do not occur in windows of sensors",
  randomWidth: "for pictures",
  resizing: "for pictures",
  simpleRNNCell: "inside simpleRNN and rnn",
  stackedRNNCells: "inside rnn",
};

const whole = "one ONNX operation, gradient in closed form";
const noise = "training draws from the step's noise";
const drops = `${whole}; in parts with a mask, an initial or returned state, recurrent dropout in training`;

/** Where a layer is more than the kernels that tf.js calls. */
export const recordedAs: Readonly<Record<string, string>> = {
  alphaDropout: noise,
  batchNormalization: "training: gradient in closed form",
  bidirectional: "one ONNX operation for each direction",
  conv1d: "causal ones, which tf.js cannot run: GroupedConv1D with one group",
  conv2d: "training with dilation: not fused, for tf.js's fused form has no gradient",
  convLstm2d: "a fixed batch only, for tf.js writes down the shape of its first states by number",
  dropout: noise,
  gaussianDropout: noise,
  gaussianNoise: noise,
  GroupNormalization: "gradient in closed form",
  gru: drops,
  InstanceNormalization: "gradient in closed form",
  layerNormalization: `over the last axes ${whole}; else gradient in closed form`,
  lstm: drops,
  OnnxGraph: "its own nodes; outside of recordings it does not run",
  rnn: "unrolled; each sequence draws its masks from the step's noise",
  simpleRNN: drops,
  spatialDropout1d: noise,
  thresholdedReLU: "training: a mask, for tf.js's own form has no gradient",
};
