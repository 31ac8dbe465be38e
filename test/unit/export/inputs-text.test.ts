import fc from "fast-check";
import { expect, test } from "vitest";
import { montages } from "#core/montages";
import { readInputs, writeInputs } from "#export/inputs-text";

const channels = fc.oneof(
  fc.constantFrom(...Object.values(montages)),
  fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 4 }),
);
const format = {
  channels,
  sampleRate: fc.constantFrom(50, 160),
  unit: fc.constantFrom("g", "µV"),
};
const step = fc.record({
  name: fc.constantFrom("band-pass", "montage"),
  options: fc.dictionary(fc.string(), fc.integer(), { maxKeys: 3, noNullPrototype: true }),
  causal: fc.boolean(),
});
const input = fc.record(
  {
    ...format,
    length: fc.nat(),
    processing: fc.array(step),
    measured: fc.array(fc.record({ ...format, name: fc.constantFrom("eeg", "acc") })),
  },
  { requiredKeys: ["channels", "sampleRate", "unit", "length"] },
);

test("whatever is written is read", () => {
  const inputs = fc.dictionary(fc.constantFrom("eeg", "acc", "body"), input, {
    noNullPrototype: true,
  });
  fc.assert(
    fc.property(inputs, (given) => {
      expect(readInputs(writeInputs(given))).toEqual(JSON.parse(JSON.stringify(given)));
    }),
  );
});

test("a cap of 64 electrodes is a word, and what was measured says only what differs", () => {
  const [all, kept] = [montages.eegmmidb!, montages["bci-iv-2a"]!];
  const unit = "µV";
  const montage = { name: "montage", options: { montage: "bci-iv-2a" }, causal: true };
  const eeg = {
    ...{ length: 375, channels: kept, sampleRate: 125, unit, processing: [montage] },
    measured: [{ name: "eeg", channels: all, sampleRate: 160, unit }],
  };
  const text = writeInputs({ eeg });
  expect(JSON.parse(text)).toEqual({
    eeg: {
      ...{ length: 375, channels: "bci-iv-2a", sampleRate: 125, unit },
      processing: [{ name: "montage", options: { montage: "bci-iv-2a" } }],
      measured: [{ channels: "eegmmidb", sampleRate: 160 }],
    },
  });
  expect(readInputs(text)).toEqual({ eeg });
});

test.each(["cap-of-tomorrow", "constructor"])(
  "a montage that is not known, %s, is named, with those that are",
  (channels) => {
    const eeg = { length: 8, channels, sampleRate: 125, unit: "µV" };
    expect(() => readInputs(JSON.stringify({ eeg }))).toThrow(
      `montage "${channels}", which is not known here\n  help: known: bci-iv-2a, `,
    );
  },
);
