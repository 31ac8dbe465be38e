import fc from "fast-check";
import { expect, test } from "vitest";
import type { Signal } from "#core/signal";
import { bandPower, dominantFrequency, eegBands } from "#sensors/band-power";
import { powerSpectrum, spectrogram, welch } from "#sensors/spectrum";
import { rampSignal } from "./samples.ts";

/** One channel per function of time; 100 Hz. */
function signalOf(length: number, ...waves: readonly ((seconds: number) => number)[]): Signal {
  const data = Float32Array.from({ length: length * waves.length }, (_, i) =>
    waves[i % waves.length]!(Math.floor(i / waves.length) / 100),
  );
  return { data, channels: waves.map((_, c) => `c${c}`), sampleRate: 100, unit: "µV" };
}

const sine = (hertz: number, amplitude: number) => (t: number) =>
  amplitude * Math.sin(2 * Math.PI * hertz * t);

test("the power of a sine of amplitude a is a²/2, all of it in its band", () => {
  const bin = fc.integer({ min: 4, max: 60 });
  fc.assert(
    fc.property(bin, fc.double({ min: 0.1, max: 20, noNaN: true }), (k, a) => {
      const hertz = (k * 100) / 128;
      const spectrum = powerSpectrum(signalOf(128, sine(hertz, a)));
      const [power] = bandPower(spectrum, { from: hertz - 3, to: hertz + 3 });
      expect(power! / (a ** 2 / 2)).toBeCloseTo(1, 4);
      expect(dominantFrequency(spectrum)[0]).toBeCloseTo(hertz, 9);
    }),
  );
});

test("noise keeps its power over all frequencies (Parseval)", () => {
  const noise = signalOf(4096, (t) => Math.sin(t * t * 7919.13) * Math.SQRT2);
  const variance = noise.data.reduce((sum, x) => sum + x * x, 0) / 4096;
  const [power] = bandPower(welch(noise, { segment: 256 }), { from: 0, to: 50 });
  expect(power! / variance).toBeCloseTo(1, 1);
});

test("a level and a slope are taken away on request", () => {
  const slope = signalOf(200, (t) => 5 + 3 * t);
  const total = (detrend: "none" | "constant" | "linear") =>
    bandPower(powerSpectrum(slope, { detrend }), { from: 0, to: 50 })[0]!;
  expect(total("none")).toBeGreaterThan(30);
  expect(total("constant")).toBeLessThan(3);
  expect(total("linear")).toBeLessThan(1e-9);
});

test("a spectrogram shows when a tone begins", () => {
  const late = signalOf(1024, (t) => (t < 5.12 ? 0 : Math.sin(2 * Math.PI * 10 * t)));
  const { times, frequencies, power } = spectrogram(late, { segment: 128, overlap: 0.5 });
  const bin = frequencies.findIndex((f) => f >= 10);
  const loud = [...times].filter((_, i) => power[i * frequencies.length + bin]! > 0.05);
  expect(loud[0]).toBeGreaterThan(4.4);
  expect(loud[0]).toBeLessThan(5.8);
  expect(loud.at(-1)).toBe(times.at(-1));
});

test("segments with missing values are left out", () => {
  const tone = signalOf(1000, sine(12.5, 2), sine(25, 1));
  const whole = welch(tone, { segment: 64, overlap: 0 });
  tone.data[2 * 130 + 1] = Number.NaN;
  const rest = welch(tone, { segment: 64, overlap: 0 });
  rest.power.forEach((power, i) => {
    expect(power).toBeCloseTo(whole.power[i]!, 4);
  });
  tone.data.fill(Number.NaN);
  expect(() => welch(tone, { segment: 64 })).toThrow(/every segment of 64 samples has missing/);
});

test("bands of the EEG tell rhythms apart", () => {
  const rhythms = Object.values(eegBands).map(({ from, to }) => sine((from + to) / 2, 10));
  const spectrum = welch(signalOf(2000, ...rhythms), { segment: 512 });
  const powers = Object.values(eegBands).map((band) => bandPower(spectrum, band));
  powers.forEach((byChannel, band) => {
    expect(byChannel.indexOf(Math.max(...byChannel))).toBe(band);
  });
});

test.each([
  [{ segment: 1 }, /from 2 to 50 samples/],
  [{ segment: 51 }, /received 51/],
  [{ segment: 10, overlap: 1 }, /overlap must be/],
  [{ segment: 10, points: 24 }, /power of two at or above the segment of 10, received 24/],
])("%j is refused", (options, message) => {
  expect(() => welch(rampSignal(50, ["x"]), options)).toThrow(message);
});

test("a band that the spectrum does not resolve is refused", () => {
  const spectrum = powerSpectrum(rampSignal(64, ["x"], 100));
  expect(() => bandPower(spectrum, { from: 2, to: 2.5 })).toThrow(/1\.5625 Hz apart/);
});
