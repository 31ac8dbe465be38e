/** Against SciPy: values in processing.json, made by scripts/golden/processing.py. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { bandPower } from "#sensors/band-power";
import { butterworth } from "#sensors/butterworth";
import { exponentialStandardise } from "#sensors/exponential-standardise";
import { filterSignal } from "#sensors/filter";
import { notch } from "#sensors/notch";
import { resample } from "#sensors/resample";
import { powerSpectrum, spectrogram, welch } from "#sensors/spectrum";
import { resampleStamped } from "#sensors/stamps";

interface Filtered {
  readonly name: "butterworth" | "notch";
  readonly sampleRate: number;
  readonly options: Readonly<Record<string, number>>;
  readonly forward: readonly number[];
  readonly "zero-phase": readonly number[];
}

interface Golden {
  readonly resampling: readonly {
    readonly up: number;
    readonly down: number;
    readonly input: readonly number[];
    readonly output: readonly number[];
  }[];
  readonly stamped: readonly {
    readonly method: "linear" | "cubic";
    readonly sampleRate: number;
    readonly times: readonly number[];
    readonly input: readonly number[];
    readonly start: number;
    readonly output: readonly number[];
  }[];
  readonly spectra: Readonly<
    Record<
      | "input"
      | "frequencies"
      | "welch"
      | "welchPadded"
      | "periodogram"
      | "times"
      | "spectrogram"
      | "bandPower",
      readonly number[]
    >
  >;
  readonly exponential: readonly {
    readonly factor: number;
    readonly initial: number;
    readonly input: readonly number[];
    readonly output: readonly number[];
  }[];
  readonly filtered: readonly number[];
  readonly filters: readonly Filtered[];
}

const golden = JSON.parse(
  readFileSync(new URL("./processing.json", import.meta.url), "utf8"),
) as Golden;

/** Largest difference; results are float32. */
function expectNear(received: ArrayLike<number>, expected: readonly number[], tolerance = 2e-6) {
  expect(received.length).toBe(expected.length);
  let worst = 0;
  for (let i = 0; i < expected.length; i++)
    worst = Math.max(worst, Math.abs(received[i]! - expected[i]!));
  expect(worst).toBeLessThan(tolerance);
}

function signalOf(values: readonly number[], channels: readonly string[], sampleRate: number) {
  return { data: Float32Array.from(values), channels, sampleRate, unit: "g" };
}

test.each(golden.resampling)("resample_poly by $up/$down", ({ up, down, input, output }) => {
  const { data } = resample(signalOf(input, ["x"], down), up);
  expectNear(data, output);
});

test.each(golden.stamped)("$method between uneven stamps", ({ times, input, output, ...rest }) => {
  const stamped = {
    times: Float64Array.from(times),
    data: Float32Array.from(input),
    channels: ["x"],
    unit: "g",
  };
  expectNear(resampleStamped(stamped, rest).data, output);
});

const filters = golden.filters.flatMap((one) =>
  (["forward", "zero-phase"] as const).map((form) => [one, form] as const),
);

test.each(filters)("%o %s", ({ name, sampleRate, options, ...expected }, form) => {
  const sections =
    name === "notch"
      ? notch(options.frequency!, options.quality!, sampleRate)
      : butterworth({ order: 0, ...options }, sampleRate);
  const input = signalOf(golden.filtered, ["x", "y"], sampleRate);
  expectNear(filterSignal(input, sections, form).data, expected[form]);
});

test.each(golden.exponential)("exponential moving standardisation by $factor", (one) => {
  const { input, output, factor, initial } = one;
  const options = { factor, initial, floor: 1e-4 };
  expectNear(exponentialStandardise(Float64Array.from(input), options), output, 1e-6);
});

test("spectra", () => {
  const { spectra } = golden;
  const signal = signalOf(spectra.input, ["x", "y"], 100);
  const mean = welch(signal, { segment: 128 });
  expectNear(mean.frequencies, spectra.frequencies);
  expectNear(mean.power, spectra.welch, 1e-7);
  const padded = welch(signal, { segment: 100, overlap: 0.25, detrend: "linear" });
  expectNear(padded.power, spectra.welchPadded, 1e-7);
  expectNear(powerSpectrum(signal).power, spectra.periodogram, 1e-6);
  const { times, power } = spectrogram(signal, { segment: 64, overlap: 0.75 });
  expectNear(times, spectra.times);
  expectNear(power, spectra.spectrogram, 1e-7);
  const bands = [
    { from: 4, to: 8 },
    { from: 8, to: 13 },
  ].flatMap((band) => [...bandPower(mean, band)]);
  expectNear(bands, spectra.bandPower, 1e-7);
});
