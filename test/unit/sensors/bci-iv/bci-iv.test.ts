import { describe, expect, test } from "vitest";
import { Random } from "#core/random";
import type { BciIvOptions } from "#sensors/bci-iv/bci-iv";
import { bciIv2a } from "#sensors/datasets/bci-iv-2a";
import { bciIv2b } from "#sensors/datasets/bci-iv-2b";
import { loadDataset } from "#sensors/load-dataset";
import { makeBnci, makeLabels } from "#test/unit/sensors/bci-iv/make-bnci";
import { type GdfTestEvent, makeGdf } from "#test/unit/sensors/formats/make-gdf";
import { temporaryFolder } from "#test/unit/sensors/temporary-folder";

const random = new Random(1);
type Contents = Readonly<Record<string, Uint8Array>>;
const load = async (
  dataset: typeof bciIv2a,
  contents: Contents,
  options: Partial<BciIvOptions> = {},
) => loadDataset(dataset, { location: await temporaryFolder(contents), random, options });

const rate = 250;
/** A stored −32768 is a missing value. */
const lost = -32768;

/** 1 s of eyes, 100 missing samples, a run of 12 s, 100 missing samples, a run of 6 s; channel c holds c + 1. */
function gdfFile(channels: number, cues: readonly number[], version = "1.25"): Uint8Array {
  const gap = 100;
  const [eyes, first, second] = [rate, 12 * rate, 6 * rate];
  const total = eyes + gap + first + gap + second;
  const lostFrom = [eyes, eyes + gap + first];
  const values = (c: number) =>
    Array.from({ length: total }, (_, t) =>
      lostFrom.some((from) => t >= from && t < from + gap) ? lost : c + 1,
    );
  const trial = (start: number, cue: number, spoilt = false): GdfTestEvent[] => [
    { position: start + 1, code: 768 },
    ...(spoilt ? [{ position: start + 1, code: 1023 }] : []),
    { position: start + 1 + 2 * rate, code: cue },
  ];
  const [runOne, runTwo] = [eyes + gap, eyes + gap + first + gap];
  return makeGdf({
    version,
    recordSeconds: [1, rate],
    signals: Array.from({ length: channels }, (_, c) => ({
      label: c < 22 ? "EEG" : "EOG-left",
      unit: version === "1.25" ? "uV" : 4275,
      physical: [-32768, 32767] as const,
      digital: [-32768, 32767] as const,
      records: values(c).map((value) => [value]),
    })),
    events: {
      mode: 1,
      sampleRate: rate,
      list: [
        { position: 1, code: 276 },
        { position: runOne + 1, code: 32766 },
        ...trial(runOne, cues[0]!),
        ...trial(runOne + 6 * rate, cues[1]!, true),
        { position: runTwo + 1, code: 32766 },
        ...trial(runTwo, cues[2]!),
      ],
    },
  });
}

describe("GDF", () => {
  test.each(["1.25", "2.20"])(
    "version %s: runs without the eyes, cues with their labels, spoilt trials marked",
    async (version) => {
      const { recordings } = await load(bciIv2a, {
        "A01T.gdf": gdfFile(25, [769, 771, 772], version),
      });
      expect(
        recordings.map(({ id, subject, session, run }) => [id, subject, session, run]),
      ).toEqual([
        ["A01-T-1", "A01", "T", "1"],
        ["A01-T-2", "A01", "T", "2"],
      ]);
      expect(recordings.map(({ events }) => events)).toEqual([
        [
          { onset: expect.closeTo(2, 6), duration: 4, label: 0, name: "769" },
          { onset: expect.closeTo(8, 6), duration: 4, label: 2, name: "771", rejected: true },
        ],
        [{ onset: expect.closeTo(2, 6), duration: 4, label: 3, name: "772" }],
      ]);
      const [first] = recordings;
      const track = first!.label as Int32Array;
      expect([track[rate], track[3 * rate], track[9 * rate], track.length]).toEqual([
        -1,
        0,
        -1,
        12 * rate,
      ]);
      expect([...first!.signals.eeg!.data.subarray(0, 3)]).toEqual([1, 2, 3]);
      expect([...first!.signals.eog!.data.subarray(0, 3)]).toEqual([23, 24, 25]);
    },
  );

  test("of the evaluation the labels come from the file of true labels", async () => {
    const contents = {
      "gdf/A02E.gdf": gdfFile(25, [783, 783, 783]),
      "true_labels/A02E.mat": makeLabels([4, 2, 1]),
    };
    const { recordings } = await load(bciIv2a, contents);
    expect(recordings.flatMap(({ events = [] }) => events.map(({ label }) => label))).toEqual([
      3, 1, 0,
    ]);
  });

  test("an evaluation without them is left out and told of", async () => {
    const contents = {
      "A01T.gdf": gdfFile(25, [769, 770, 771]),
      "A01E.gdf": gdfFile(25, [783, 783, 783]),
    };
    const { recordings, notes } = await load(bciIv2a, contents);
    expect(recordings.map(({ session }) => session)).toEqual(["T", "T"]);
    expect(notes).toMatchObject([{ kind: "left out", count: 1, file: "A01E.gdf" }]);
  });

  test("labels that do not fit are refused", async () => {
    const gdf = { "A01E.gdf": gdfFile(25, [783, 783, 783]) };
    await expect(load(bciIv2a, { ...gdf, "A01E.mat": makeLabels([1, 2]) })).rejects.toThrow(
      /A01E\.mat: expected 3 labels from 1 to 4, received 2/,
    );
    await expect(load(bciIv2a, { ...gdf, "A01E.mat": makeLabels([1, 2, 5]) })).rejects.toThrow(
      /from 1 to 5/,
    );
  });

  test("electrodes are picked by name although the file calls them all EEG", async () => {
    const contents = { "A01T.gdf": gdfFile(25, [769, 770, 771]) };
    const { recordings, modalities } = await load(bciIv2a, contents, { electrodes: ["C3", "POz"] });
    expect(modalities.eeg!.channels).toEqual(["C3", "POz"]);
    expect([...recordings[0]!.signals.eeg!.data.subarray(0, 2)]).toEqual([8, 22]);
  });

  test("2b: five sessions a person, two classes, three electrodes", async () => {
    const { recordings, classes } = await load(bciIv2b, {
      "B0903T.gdf": gdfFile(6, [770, 769, 770]),
    });
    expect(recordings.map(({ id, session }) => [id, session])).toEqual([
      ["B09-3-1", "3"],
      ["B09-3-2", "3"],
    ]);
    expect(recordings[0]!.events!.map(({ label }) => classes[label])).toEqual([
      "right-hand",
      "left-hand",
    ]);
  });

  test("another number of channels is refused", async () => {
    await expect(load(bciIv2a, { "A01T.gdf": gdfFile(6, [769, 770, 771]) })).rejects.toThrow(
      /A01-T-1 has 6 channels, expected 25/,
    );
  });
});

describe("MAT of BNCI Horizon 2020", () => {
  const run = (channels: number, labels: readonly number[]) => ({
    series: Array.from({ length: channels }, (_, c) =>
      Array(labels.length * 8 * rate || 500).fill(c + 1),
    ),
    starts: labels.map((_, i) => 1 + i * 8 * rate),
    labels,
    artifacts: labels.map((_, i) => Number(i === 1)),
  });

  test("2a: runs of eye movements are passed over, cues come 2 s after the start of a trial", async () => {
    const file = makeBnci([run(25, []), run(25, [1, 4]), run(25, [2])]);
    const { recordings } = await load(bciIv2a, { "A05E.mat": file });
    expect(recordings.map(({ id, session }) => [id, session])).toEqual([
      ["A05-E-1", "E"],
      ["A05-E-2", "E"],
    ]);
    expect(recordings[0]!.events).toEqual([
      { onset: 2, duration: 4, label: 0, name: "769" },
      { onset: 10, duration: 4, label: 3, name: "772", rejected: true },
    ]);
    expect([...recordings[0]!.signals.eog!.data.subarray(0, 3)]).toEqual([23, 24, 25]);
  });

  test("2b: each structure is a session, cues come 3 s after the start of a trial", async () => {
    const file = makeBnci([run(6, [1, 2]), run(6, [2])]);
    const { recordings } = await load(bciIv2b, { "B02E.mat": file });
    expect(recordings.map(({ id, session }) => [id, session])).toEqual([
      ["B02-4-1", "4"],
      ["B02-5-1", "5"],
    ]);
    expect(recordings[1]!.events).toMatchObject([{ onset: 3, label: 1 }]);
  });
});
