/** @file tf.js kernels that are not recorded on purpose, and why. */

const picture = "it works on pictures";
const volume = "windows have one or two axes of space, not three";
const complex =
  "complex numbers have no type in ONNX; realDft and powerSpectrum give the spectrum of real signals, with gradients";
const counted = "the size of its result depends on values, which recording does not know";
const text = "it works on texts";
const replaced = "the recorder has its own gradient, which does not need it";

/** Reason by kernel. */
export const unrecorded: Readonly<Record<string, string>> = {
  AvgPool3D: volume,
  AvgPool3DGrad: volume,
  BitwiseAnd: "ONNX has it from operator set 18 on; recordings are of 17",
  BroadcastArgs: "it computes shapes from values, which recording does not know",
  Complex: complex,
  ComplexAbs: complex,
  Conv3D: volume,
  Conv3DBackpropFilterV2: volume,
  Conv3DBackpropInputV2: volume,
  CropAndResize: picture,
  Dilation2D: picture,
  Dilation2DBackpropFilter: picture,
  Dilation2DBackpropInput: picture,
  Draw: picture,
  EluGrad: replaced,
  FFT: complex,
  FlipLeftRight: picture,
  IFFT: complex,
  Imag: complex,
  LRNGrad: replaced,
  MaxPool3D: volume,
  MaxPool3DGrad: volume,
  Multinomial: "it draws at random by itself; draw outside and hand the result in as an input",
  NonMaxSuppressionV3: picture,
  NonMaxSuppressionV4: picture,
  NonMaxSuppressionV5: picture,
  RaggedGather: counted,
  RaggedRange: counted,
  RaggedTensorToTensor: counted,
  Real: complex,
  ResizeBilinearGrad: replaced,
  ResizeNearestNeighborGrad: replaced,
  RotateWithOffset: picture,
  SparseFillEmptyRows: counted,
  SparseReshape: "it computes shapes from values, which recording does not know",
  SparseSegmentMean: counted,
  SparseSegmentSum: counted,
  StaticRegexReplace: text,
  StringNGrams: text,
  StringSplit: text,
  StringToHashBucketFast: text,
  Transform: picture,
  Unique: counted,
};
