import { beforeAll, expect, test } from "vitest";
import { Random } from "#core/random";
import type { Recording } from "#core/signal";
import { type EegDemoOptions, eegDemo } from "#sensors/datasets/eeg-demo";
import { type LoadedDataset, loadDataset } from "#sensors/load-dataset";

const load = (options: Partial<EegDemoOptions>, seed = 1) =>
  loadDataset(eegDemo, { options, random: new Random(seed) });

let loaded: LoadedDataset;
beforeAll(async () => {
  loaded = await load({ electrodes: ["C3", "Cz", "C4", "Fp1", "POz"] });
}, 60_000);

test("9 people or more, two days of two runs, each movement 8 times a run", () => {
  expect(loaded.recordings).toHaveLength(9 * 2 * 2);
  expect(new Set(loaded.recordings.map(({ subject }) => subject)).size).toBe(9);
  for (const { events = [], session, run } of loaded.recordings) {
    expect(["1", "2"]).toContain(session);
    expect(["1", "2"]).toContain(run);
    const counts = [0, 1, 2].map((kind) => events.filter(({ label }) => label === kind).length);
    expect(counts).toEqual([8, 8, 8]);
  }
});

test("seeded: the same again, another seed another brain, a person alike among few or many", async () => {
  const small = { sessions: 1, runs: 1, trials: 2, electrodes: ["C3"] };
  const wave = ({ recordings }: LoadedDataset, i = 0) =>
    recordings[i]!.signals.eeg!.data.slice(0, 50);
  const two = await load({ ...small, subjects: 2 });
  expect(wave(await load({ ...small, subjects: 3 }), 1)).toEqual(wave(two, 1));
  expect(wave(await load({ ...small, subjects: 1 }, 2))).not.toEqual(wave(two));
});

test("electrodes may be chosen: the same values, in the order asked for", async () => {
  const small = { subjects: 1, sessions: 1, runs: 1, trials: 1 };
  const whole = (await load(small)).recordings[0]!.signals.eeg!;
  const two = await load({ ...small, electrodes: ["cz", "C3"] });
  expect(two.modalities.eeg!.channels).toEqual(["Cz", "C3"]);
  const [cz, c3] = [whole.channels.indexOf("Cz"), whole.channels.indexOf("C3")];
  expect([...two.recordings[0]!.signals.eeg!.data.subarray(0, 2)]).toEqual([
    whole.data[cz],
    whole.data[c3],
  ]);
});

/** Mean power (µV²) of an electrode from 8 to 13 Hz, 0.8 to 3.3 s after each cue of a class. */
function muPower(recordings: readonly Recording[], electrode: number, kind: number): number {
  const powers: number[] = [];
  for (const { signals, events = [] } of recordings) {
    const { data, channels, sampleRate } = signals.eeg!;
    for (const { onset, label } of events) {
      if (label !== kind) continue;
      const start = Math.round((onset + 0.8) * sampleRate);
      for (let frequency = 8; frequency <= 13; frequency += 0.4) {
        let [re, im] = [0, 0];
        for (let t = 0; t < 2.5 * sampleRate; t++) {
          const angle = (2 * Math.PI * frequency * t) / sampleRate;
          re += data[(start + t) * channels.length + electrode]! * Math.cos(angle);
          im += data[(start + t) * channels.length + electrode]! * Math.sin(angle);
        }
        powers.push(re * re + im * im);
      }
    }
  }
  return powers.reduce((a, b) => a + b) / powers.length;
}

test("µ fades over the hand area of the other side, over the vertex for the feet, in some much, in some little", () => {
  const [left, right, feet] = [0, 1, 2];
  const contrast = Array.from({ length: 9 }, (_, i) => {
    const own = loaded.recordings.filter(({ subject }) => subject === `e0${i + 1}`);
    const ratio = (electrode: number, a: number, b: number) =>
      Math.log(muPower(own, electrode, a) / muPower(own, electrode, b));
    return [ratio(0, left!, right!), ratio(2, right!, left!), ratio(1, left!, feet!)] as const;
  });
  const mean = (place: 0 | 1 | 2) => contrast.reduce((sum, each) => sum + each[place], 0) / 9;
  for (const place of [0, 1, 2] as const) expect(mean(place)).toBeGreaterThan(0.3);
  const both = contrast.map(([c3, c4]) => c3 + c4).sort((a, b) => a - b);
  expect(both.at(-1)!).toBeGreaterThan(2 * both[0]!);
});

test("tens of microvolts; blinks stand out at the forehead and fade towards the back", () => {
  for (const { signals, id } of loaded.recordings) {
    const { data, channels } = signals.eeg!;
    const of = (electrode: string) =>
      data.filter((_, i) => i % channels.length === channels.indexOf(electrode));
    const peak = (wave: Float32Array) => wave.reduce((most, x) => Math.max(most, x), 0);
    const rms = (wave: Float32Array) =>
      Math.sqrt(wave.reduce((sum, x) => sum + x * x, 0) / wave.length);
    expect(rms(of("C3")), id).toBeGreaterThan(4);
    expect(rms(of("C3")), id).toBeLessThan(25);
    expect(peak(of("Fp1")), id).toBeGreaterThan(60);
    expect(peak(of("Fp1")), id).toBeGreaterThan(1.5 * peak(of("POz")));
  }
});
