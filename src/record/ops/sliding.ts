/** @file How a kernel slides over one axis; a convolution or pooling is one of these per axis. */

export interface Sliding {
  /** Positions of the input. */
  readonly length: number;
  /** Taps of the kernel. */
  readonly taps: number;
  readonly stride: number;
  /** Positions from tap to tap. */
  readonly dilation: number;
  /** Zeros before the input. */
  readonly before: number;
  /** Positions of the output. */
  readonly steps: number;
}

/** Zeros that the last step needs after the input; negative where it does not reach the end. */
export function after({ length, taps, stride, dilation, before, steps }: Sliding): number {
  return (steps - 1) * stride + (taps - 1) * dilation + 1 - length - before;
}

/** Whether it changes nothing: one tap at every position. */
export function isTrivial({ length, taps, stride, before, steps }: Sliding): boolean {
  return taps === 1 && stride === 1 && before === 0 && steps === length;
}

/** What tf.js says of a convolution or a pooling. */
interface WindowInfo {
  readonly inHeight: number;
  readonly inWidth: number;
  readonly outHeight: number;
  readonly outWidth: number;
  readonly filterHeight: number;
  readonly filterWidth: number;
  readonly strideHeight: number;
  readonly strideWidth: number;
  readonly dilationHeight: number;
  readonly dilationWidth: number;
  readonly padInfo: { readonly top: number; readonly left: number };
}

/** The sliding over the height and over the width. */
export function slidingsOf(info: WindowInfo): {
  readonly height: Sliding;
  readonly width: Sliding;
} {
  return {
    height: {
      length: info.inHeight,
      taps: info.filterHeight,
      stride: info.strideHeight,
      dilation: info.dilationHeight,
      before: info.padInfo.top,
      steps: info.outHeight,
    },
    width: {
      length: info.inWidth,
      taps: info.filterWidth,
      stride: info.strideWidth,
      dilation: info.dilationWidth,
      before: info.padInfo.left,
      steps: info.outWidth,
    },
  };
}
