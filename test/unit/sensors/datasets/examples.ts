/** @file Small files in the published formats of the data sets whose originals nobody may pass on. */
import { makeBnci } from "#test/unit/sensors/bci-iv/make-bnci";

export type Contents = Readonly<Record<string, string | Uint8Array>>;

const range = (length: number, from = 0) => Array.from({ length }, (_, i) => from + i);
const lines = (rows: readonly (readonly (string | number)[])[], separator: string) =>
  rows.map((row) => `${row.join(separator)}\n`).join("");

/** 54 columns: time, activity, heart rate (seldom), and 17 of each unit; column c of row t holds 10 c + t / 1000. */
export function pamap2Rows(activities: readonly number[], seconds = 2): (string | number)[][] {
  return activities.flatMap((activity, i) =>
    range(100 * seconds).map((t) => {
      const time = (i * seconds + t / 100).toFixed(2);
      const rate = t % 11 === 0 ? 90 : "NaN";
      return [time, activity, rate, ...range(51, 3).map((column) => 10 * column + t / 1000)];
    }),
  );
}

export function pamap2File(activities: readonly number[]): string {
  return lines(pamap2Rows(activities), " ");
}

/** 24 columns, the label last; column c holds c + 1. */
export function mhealthFile(labels: readonly number[]): string {
  const row = (label: number) => [...range(23, 1), label];
  return lines(
    labels.flatMap((label) => range(100).map(() => row(label))),
    "\t",
  );
}

export function motionSenseFile(rows = 100): string {
  const names = ["attitude.roll", "attitude.pitch", "attitude.yaw"];
  for (const vector of ["gravity", "rotationRate", "userAcceleration"])
    names.push(...["x", "y", "z"].map((axis) => `${vector}.${axis}`));
  const row = (t: number) => [t, 0, 0, 0, 0.1, 0.2, -0.9, 1, 2, 3, 0.01, 0.02, 0.03];
  return ["", ...names].join(",").concat("\n", lines(range(rows).map(row), ","));
}

/** 2 s of 20 Hz a stretch; stretches lie a minute apart. */
export function wisdmV11File(
  stretches: readonly (readonly [user: number, activity: string])[],
): string {
  return stretches
    .flatMap(([user, activity], i) =>
      range(40).map(
        (t) => `${user},${activity},${Math.round((1 + 60 * i + t / 20) * 1e9)},0.5,9.80665,-1.5;\n`,
      ),
    )
    .join("");
}

/** 250 columns, ms in the first, labels in the last seven; column c holds 1000 c. */
export function opportunityFile(gestures: readonly number[], locomotion = 1): string {
  const rows = gestures.flatMap((gesture, i) =>
    range(60).map((t) => {
      const ms = Math.round(((60 * i + t) * 1000) / 30);
      const labels = [locomotion, 101, 0, 0, 0, 0, gesture];
      return [ms, ...range(242, 2).map((column) => 1000 * column), ...labels];
    }),
  );
  return lines(rows, " ");
}

const start = 1_310_084_430; // s

/** x, y, z, time; `gravity` on z. */
export function berkeleyAcc(gravity = 1, seconds = 3): string {
  return lines(
    range(30 * seconds).map((t) => [0, 0, gravity, start + t / 30]),
    " ",
  );
}

/** 43 markers in mm, the frame, the time; marker m stands at (1000, 10 m, 0). */
export function berkeleyMarkers(rate = 480, seconds = 3): string {
  const row = (frame: number) => [
    ...range(43).flatMap((marker) => [1000, 10 * marker, 0]),
    frame,
    (start + frame / rate).toFixed(4),
  ];
  return lines(range(rate * seconds).map(row), " ");
}

/** "20181019_13:32:40.123,x,y,z" */
export function mmactFile(rate: number, seconds = 2): string {
  const stamp = (t: number) => {
    const text = (40 + t / rate).toFixed(3).padStart(6, "0");
    return `20181019_13:32:${text.endsWith(".000") ? text.slice(0, -4) : text}`;
  };
  return lines(
    range(rate * seconds).map((t) => [stamp(t), 0, 0, 9.80665]),
    ",",
  );
}

export function mmactTake(subject: number, action: string): Contents {
  const place = (folder: string) => `${folder}/subject${subject}/scene1/session2/${action}.csv`;
  return {
    [place("acc_watch_clip")]: mmactFile(100),
    [place("acc_phone_clip")]: mmactFile(100),
    [place("gyro_clip")]: mmactFile(50),
  };
}

const mmactActions = [
  ..."carrying carrying_heavy Carrying_light checking_time closing crouching drinking entering".split(
    " ",
  ),
  ..."exiting fall jumping kicking loitering looking_around opening picking_up pocket_in".split(
    " ",
  ),
  ..."pocket_out pointing pulling pushing running setting_down sitting sitting_down".split(" "),
  ..."standing standing_up talking talking_on_phone throwing transferring_object".split(" "),
  ..."using_pc using_phone walking waving_hand".split(" "),
];

/** One MAT file with each class once. */
function bnci(channels: number, classes: number): Uint8Array {
  const labels = range(classes, 1);
  const trial = 8 * 250;
  return makeBnci([
    {
      series: range(channels, 1).map((value) => Array<number>(classes * trial).fill(value)),
      starts: labels.map((_, i) => 1 + i * trial),
      labels,
      artifacts: labels.map(() => 0),
    },
  ]);
}

const gestures = [
  ...[406516, 406517, 404516, 404517, 406520, 404520, 406505, 404505, 406519],
  ...[404519, 406511, 404511, 406508, 404508, 408512, 407521, 405506],
];
const two = (value: number) => String(value).padStart(2, "0");

/** Every class at least once, by data set. */
export const examples: Readonly<Record<string, () => Contents>> = {
  "bci-iv-2a": () => ({ "A01T.mat": bnci(25, 4) }),
  "bci-iv-2b": () => ({ "B01T.mat": bnci(6, 2) }),
  "berkeley-mhad": () =>
    Object.assign(
      {},
      ...range(12, 1).map((subject) => {
        const trial = `s${two(subject)}_a${two(((subject - 1) % 11) + 1)}_r01`;
        return {
          [`Accelerometer/Shimmer02/acc_h02_${trial}.txt`]: berkeleyAcc(),
          [`Mocap/OpticalData/moc_${trial}.txt`]: berkeleyMarkers(120),
        };
      }),
    ) as Contents,
  mhealth: () => ({ "MHEALTHDATASET/mHealth_subject1.log": mhealthFile(range(13)) }),
  mmact: () =>
    Object.assign(
      {},
      ...mmactActions.map((action, i) => mmactTake((i % 20) + 1, action)),
    ) as Contents,
  "motion-sense": () =>
    Object.fromEntries(
      ["dws_1", "ups_3", "wlk_7", "jog_9", "sit_5", "std_6"].map((trial) => [
        `A_DeviceMotion_data/${trial}/sub_1.csv`,
        motionSenseFile(),
      ]),
    ),
  opportunity: () => ({
    "OpportunityUCIDataset/dataset/S1-ADL1.dat": opportunityFile([0, ...gestures]),
  }),
  pamap2: () => ({
    "PAMAP2_Dataset/Protocol/subject101.dat": pamap2File([
      0, 1, 2, 3, 4, 5, 6, 7, 12, 13, 16, 17, 24,
    ]),
  }),
  "wisdm-v1-1": () => ({
    "WISDM_ar_v1.1/WISDM_ar_v1.1_raw.txt": wisdmV11File(
      ["Walking", "Jogging", "Upstairs", "Downstairs", "Sitting", "Standing"].map((name) => [
        33,
        name,
      ]),
    ),
  }),
};
