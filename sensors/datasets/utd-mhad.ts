/** @file UTD-MHAD: a Kinect's skeleton and one inertial unit, paired; one file of each is one performance. */
import { UserError } from "#core/errors";
import type { Recording, Signal } from "#core/signal";
import { type Dataset, defineDataset } from "#sensors/dataset";
import type { Files, SourceFile } from "#sensors/files";
import { matVariable } from "#sensors/formats/mat";
import type { MatArray } from "#sensors/formats/mat-values";

const axes = ["x", "y", "z"];

/** In the order of the files (`Skeleton_joint_order.txt`). */
const joints = [
  ...["head", "shoulder-centre", "spine", "hip-centre"],
  ...["left-shoulder", "left-elbow", "left-wrist", "left-hand"],
  ...["right-shoulder", "right-elbow", "right-wrist", "right-hand"],
  ...["left-hip", "left-knee", "left-ankle", "left-foot"],
  ...["right-hip", "right-knee", "right-ankle", "right-foot"],
];

const facts = {
  acc: { unit: "g", channels: axes, sampleRate: 50 },
  gyro: { unit: "rad/s", channels: axes, sampleRate: 50 },
  skeleton: {
    unit: "m",
    channels: joints.flatMap((joint) => axes.map((axis) => `${joint}.${axis}`)),
    sampleRate: 30,
  },
} as const;

export interface UtdMhadOptions {
  /** `all` 27 actions, or those 21 for which the unit was on the right `wrist` (else: right thigh). */
  readonly actions: "all" | "wrist";
}

/** 27 actions, 8 subjects, 4 trials each; the two streams of a trial do not last equally long. */
export const utdMhad: Dataset<UtdMhadOptions> = defineDataset({
  name: "utd-mhad",
  title: "UTD-MHAD",
  summary:
    "27 actions, 8 subjects, paired Kinect skeleton (30 Hz) and wrist/thigh inertial unit (50 Hz)",
  source: "Chen, Jafari, Kehtarnavaz 2015, IEEE ICIP",
  license: "none stated; free for research, cite the paper",
  citation:
    "C. Chen, R. Jafari, N. Kehtarnavaz, UTD-MHAD: A Multimodal Dataset for Human Action Recognition Utilizing a Depth Camera and a Wearable Inertial Sensor, IEEE ICIP 2015.",
  homepage: "https://personal.utdallas.edu/~kehtar/UTD-MHAD.html",
  files: "required",
  downloads: ["Inertial", "Skeleton"].map((part) => ({
    url: `https://www.utdallas.edu/~kehtar/UTD-MAD/${part}.zip`,
    file: `${part}.zip`,
  })),
  classes: [
    ...["swipe-left", "swipe-right", "wave", "clap", "throw", "arm-cross", "basketball-shoot"],
    ...["draw-x", "draw-circle-cw", "draw-circle-ccw", "draw-triangle", "bowling", "boxing"],
    ...["baseball-swing", "tennis-swing", "arm-curl", "tennis-serve", "push", "knock", "catch"],
    ...["pickup-throw", "jog", "walk", "sit-to-stand", "stand-to-sit", "lunge", "squat"],
  ],
  modalities: facts,
  split: { train: ["1", "3", "5", "7"], test: ["2", "4", "6", "8"] },
  options: { actions: "all" },
  async *recordings(files, { actions }) {
    const inertial = files.list(/(^|\/)a\d+_s\d+_t\d+_inertial\.mat$/);
    if (inertial.length === 0)
      throw new UserError(
        `${files.location}: no a*_s*_t*_inertial.mat here`,
        "give the folder that holds Inertial.zip and Skeleton.zip, packed or unpacked",
      );
    const skeletons = new Map(files.list(/_skeleton\.mat$/).map((file) => [trialOf(file), file]));
    for (const file of inertial) {
      const action = Number(trialOf(file).match(/^a(\d+)/)![1]);
      if (actions === "all" || action <= 21)
        yield await recordingOf(files, file, skeletons.get(trialOf(file)));
    }
  },
});

/** "a1_s1_t1" */
function trialOf({ path }: SourceFile): string {
  return path.slice(path.lastIndexOf("/") + 1).replace(/_[a-z]+\.mat$/, "");
}

async function recordingOf(
  files: Files,
  inertialFile: SourceFile,
  skeletonFile: SourceFile | undefined,
): Promise<Recording> {
  const id = trialOf(inertialFile);
  const [, action = "", subject = "", trial = ""] = id.match(/^a(\d+)_s(\d+)_t(\d+)$/)!;
  if (!skeletonFile)
    throw new UserError(
      `${files.location}: ${id} has no skeleton file`,
      "give the folder that holds both Inertial.zip and Skeleton.zip",
    );
  const { acc, gyro } = inertialSignals(await arrayOf(inertialFile, "d_iner"), inertialFile.path);
  const skeleton = skeletonSignal(await arrayOf(skeletonFile, "d_skel"), skeletonFile.path);
  return { id, subject, trial, label: Number(action) - 1, signals: { acc, gyro, skeleton } };
}

async function arrayOf(file: SourceFile, variable: string): Promise<MatArray> {
  return matVariable(await file.bytes(), file.path, variable);
}

/** `d_iner` [time × (acc x y z in g, gyro x y z in °/s)], column-major. */
function inertialSignals({ dimensions, data }: MatArray, file: string) {
  const [length = 0, columns] = dimensions;
  if (columns !== 6 || dimensions.length !== 2 || length === 0)
    throw new UserError(`${file}: expected time × 6, received ${dimensions.join(" × ")}`);
  const columnsFrom = (first: number, factor: number) =>
    Float32Array.from(
      { length: length * 3 },
      (_, i) => factor * data[(first + (i % 3)) * length + Math.floor(i / 3)]!,
    );
  const acc: Signal = { ...facts.acc, data: columnsFrom(0, 1) };
  const gyro: Signal = { ...facts.gyro, data: columnsFrom(3, Math.PI / 180) };
  return { acc, gyro };
}

/** `d_skel` [joint × axis × frame] in m, column-major: a frame is stored axis by axis. */
function skeletonSignal({ dimensions, data }: MatArray, file: string): Signal {
  const [count, coordinates, frames = 0] = dimensions;
  if (count !== joints.length || coordinates !== 3 || frames === 0)
    throw new UserError(
      `${file}: expected ${joints.length} × 3 × frames, received ${dimensions.join(" × ")}`,
    );
  const width = joints.length * 3;
  return {
    ...facts.skeleton,
    data: Float32Array.from({ length: frames * width }, (_, i) => {
      const [frame, place] = [Math.floor(i / width), i % width];
      return data[frame * width + (place % 3) * joints.length + Math.floor(place / 3)]!;
    }),
  };
}
