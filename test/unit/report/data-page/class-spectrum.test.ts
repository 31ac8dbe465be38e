import { expect, test } from "vitest";
import { classSpectrum, spectrumScale } from "#report/data-page/class-spectrum";

const frequencies = Array.from({ length: 129 }, (_, k) => k); // 0 … 128 Hz
const flat = (level: number) => frequencies.map(() => level);
const peaked = frequencies.map((hertz) => (hertz === 7 ? 100 : 1));

test("the scale covers all classes up to 50 Hz, in dB", () => {
  const scale = spectrumScale({ frequencies, power: [peaked, null, flat(1)] })!;
  expect(scale).toMatchObject({ highest: 50, domain: [0, 20] });
  expect(scale.mean[7]).toBeCloseTo(10 * Math.log10(50.5), 9);
});

test("silence does not stretch the scale", () => {
  const scale = spectrumScale({ frequencies, power: [flat(0), flat(1000)] })!;
  expect(scale.domain).toEqual([-40, 30]);
});

test("no class has a spectrum", async () => {
  expect(spectrumScale({ frequencies, power: [null] })).toBeUndefined();
});

test("a chart says where the peak is; a class without a spectrum has none", async () => {
  const part = { frequencies, power: [peaked, null] };
  const scale = spectrumScale(part)!;
  const svg = await classSpectrum("tap", peaked, part, scale);
  expect(svg).toContain('aria-label="Spectrum of tap: strongest at 7.0 Hz."');
  expect(await classSpectrum("rest", null, part, scale)).toBeUndefined();
});
