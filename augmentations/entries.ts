/** @file Every augmentation; the namespace of this file is the registry. */
export { type AmplitudeScaleOptions, amplitudeScale } from "./amplitude-scale.ts";
export { type BandstopOptions, bandstop } from "./bandstop.ts";
export { type ChannelDropoutOptions, channelDropout } from "./channel-dropout.ts";
export { channelsDropout } from "./channels-dropout.ts";
export { channelsReref } from "./channels-reref.ts";
export { type ChannelsShuffleOptions, channelsShuffle } from "./channels-shuffle.ts";
export { type ChannelsSymmetryOptions, channelsSymmetry } from "./channels-symmetry.ts";
export { type Cutmix1dOptions, cutmix1d } from "./cutmix-1d.ts";
export { type FreqMaskOptions, freqMask } from "./freq-mask.ts";
export { type FrequencyShiftOptions, frequencyShift } from "./frequency-shift.ts";
export { type FtSurrogateOptions, ftSurrogate } from "./ft-surrogate.ts";
export { gaussianNoise } from "./gaussian-noise.ts";
export { type GravityDriftOptions, gravityDrift } from "./gravity-drift.ts";
export { type JitterOptions, jitter } from "./jitter.ts";
export { type MagnitudeWarpOptions, magnitudeWarp } from "./magnitude-warp.ts";
export { type MaskEncodingOptions, maskEncoding } from "./mask-encoding.ts";
export { mix1 } from "./mix1.ts";
export { mix2 } from "./mix2.ts";
export { type MixupOptions, mixup } from "./mixup.ts";
export { type NoiseOptions, noise } from "./noise.ts";
export { type PermutationOptions, permutation } from "./permutation.ts";
export { type RemovalOptions, removal } from "./removal.ts";
export { type ResampleSpeedOptions, resampleSpeed } from "./resample-speed.ts";
export { type Rotation3dOptions, rotation3d } from "./rotation-3d.ts";
export { type RotationFlipOptions, rotationFlip } from "./rotation-flip.ts";
export { type ScalingOptions, scaling } from "./scaling.ts";
export {
  type SegmentationReconstructionOptions,
  segmentationReconstruction,
} from "./segmentation-reconstruction.ts";
export { type SensorsRotationOptions, sensorsRotation } from "./sensors-rotation.ts";
export { type ShiftOptions, shift } from "./shift.ts";
export { signFlip } from "./sign-flip.ts";
export { type SmoothTimeMaskOptions, smoothTimeMask } from "./smooth-time-mask.ts";
export { timeReverse } from "./time-reverse.ts";
export { type TimeWarpOptions, timeWarp } from "./time-warp.ts";
export { type WindowSliceOptions, windowSlice } from "./window-slice.ts";
export { type WindowWarpOptions, windowWarp } from "./window-warp.ts";
