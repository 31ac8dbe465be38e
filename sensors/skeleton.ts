/** @file Skeletons made comparable between people and places: no position, no body size, no viewing direction. */
import { UserError } from "#core/errors";
import type { Modality, Recording, Signal } from "#core/signal";

export interface SkeletonOptions {
  /** Append each coordinate's change per second: `head.x` … then `head.x/s` …; default true. */
  readonly velocities?: boolean;
  /** Turn about the vertical so that the hip line of frame 0 lies on x; default true. */
  readonly align?: boolean;
  /** The joints that are needed to orient a body. */
  readonly landmarks?: SkeletonLandmarks;
}

export interface SkeletonLandmarks {
  /** Origin and lower end of the spine. */
  readonly hips: string;
  /** Upper end of the spine. */
  readonly shoulders: string;
  readonly leftHip: string;
  readonly rightHip: string;
}

/** The joint names that `demo` and `utd-mhad` use. */
export const kinectLandmarks: SkeletonLandmarks = {
  hips: "hip-centre",
  shoulders: "shoulder-centre",
  leftHip: "left-hip",
  rightHip: "right-hip",
};

/**
 * A skeleton [frame, joint · 3] in m → the same in spine lengths, hips at the origin: missing coordinates interpolated
 * in time, the hip centre of the same frame subtracted, divided by the recording's median spine length, turned to face
 * one way. y is up. Throws a {@link UserError} where the landmarks are missing or the spine has no length.
 */
export function prepareSkeleton(signal: Signal, options: SkeletonOptions = {}): Signal {
  const { velocities = true, align = true, landmarks = kinectLandmarks } = options;
  const width = signal.channels.length;
  const data = fillMissing(signal.data, width);
  const place = (joint: string) => jointPlace(signal.channels, joint);
  centre(data, width, place(landmarks.hips));
  if (align) face(data, place(landmarks.leftHip), place(landmarks.rightHip));
  const spine = medianLength(data, width, place(landmarks.shoulders));
  if (!(spine > 0)) throw new UserError("skeleton: the spine has no length, so it can't be scaled");
  const scaled = data.map((value) => value / spine);
  const prepared = { ...signal, data: scaled, unit: "spine lengths" };
  return velocities ? withVelocities(prepared) : prepared;
}

/** {@link prepareSkeleton} of one modality of every recording. */
export function prepareSkeletons(
  recordings: readonly Recording[],
  options: SkeletonOptions = {},
  modality: Modality = "skeleton",
): readonly Recording[] {
  return recordings.map((recording) => {
    const signal = recording.signals[modality];
    if (signal === undefined)
      throw new UserError(`recording ${recording.id} has no ${modality} to prepare`);
    const signals = { ...recording.signals, [modality]: prepareSkeleton(signal, options) };
    return { ...recording, signals };
  });
}

function jointPlace(channels: readonly string[], joint: string): number {
  const place = channels.indexOf(`${joint}.x`);
  if (place >= 0) return place;
  const known = channels.filter((name) => name.endsWith(".x")).map((name) => name.slice(0, -2));
  throw new UserError(
    `skeleton: no joint "${joint}"`,
    `name your own joints in \`landmarks\`; known: ${known.join(", ")}`,
  );
}

/** NaN → the line between the neighbours in time, or the nearest value at the ends. */
function fillMissing(data: Float32Array, width: number): Float32Array {
  const filled = Float32Array.from(data);
  const frames = data.length / width;
  for (let c = 0; c < width; c++) {
    let known = -1;
    for (let frame = 0; frame < frames; frame++) {
      if (Number.isNaN(data[frame * width + c]!)) continue;
      bridge(filled, width, c, known, frame);
      known = frame;
    }
    if (known < 0) throw new UserError("skeleton: a joint is missing in all frames");
    for (let frame = known + 1; frame < frames; frame++)
      filled[frame * width + c] = data[known * width + c]!;
  }
  return filled;
}

/** Fill the frames between two known ones; `from` −1: before the first known one. */
function bridge(data: Float32Array, width: number, c: number, from: number, to: number): void {
  const end = data[to * width + c]!;
  const start = from < 0 ? end : data[from * width + c]!;
  for (let frame = from + 1; frame < to; frame++)
    data[frame * width + c] = start + ((end - start) * (frame - from)) / (to - from);
}

function centre(data: Float32Array, width: number, hips: number): void {
  for (let row = 0; row < data.length; row += width) {
    const origin = data.slice(row + hips, row + hips + 3);
    for (let c = 0; c < width; c++) data[row + c]! -= origin[c % 3]!;
  }
}

/** Turn all frames about y so that frame 0's line from the left to the right hip has no z. */
function face(data: Float32Array, left: number, right: number): void {
  const x = data[right]! - data[left]!;
  const z = data[right + 2]! - data[left + 2]!;
  const length = Math.hypot(x, z);
  if (length === 0) return;
  const [cos, sin] = [x / length, z / length];
  for (let i = 0; i < data.length; i += 3) {
    const [px, pz] = [data[i]!, data[i + 2]!];
    data[i] = cos * px + sin * pz;
    data[i + 2] = cos * pz - sin * px;
  }
}

function medianLength(data: Float32Array, width: number, joint: number): number {
  const lengths = Float64Array.from({ length: data.length / width }, (_, frame) => {
    const at = frame * width + joint;
    return Math.hypot(data[at]!, data[at + 1]!, data[at + 2]!);
  }).sort();
  return lengths[Math.floor(lengths.length / 2)] ?? 0;
}

/** Central differences, one-sided at the ends. */
function withVelocities(signal: Signal): Signal {
  const { data, channels, sampleRate, unit } = signal;
  const width = channels.length;
  const frames = data.length / width;
  const joined = new Float32Array(2 * data.length);
  for (let frame = 0; frame < frames; frame++) {
    const before = Math.max(0, frame - 1) * width;
    const after = Math.min(frames - 1, frame + 1) * width;
    const seconds = Math.max(1, (after - before) / width) / sampleRate;
    for (let c = 0; c < width; c++) {
      joined[2 * frame * width + c] = data[frame * width + c]!;
      joined[(2 * frame + 1) * width + c] = (data[after + c]! - data[before + c]!) / seconds;
    }
  }
  return {
    data: joined,
    channels: [...channels, ...channels.map((name) => `${name}/s`)],
    sampleRate,
    unit: `${unit}, ${unit}/s`,
  };
}
