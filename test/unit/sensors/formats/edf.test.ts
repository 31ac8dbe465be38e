import { expect, test } from "vitest";
import { stretchOf } from "#sensors/formats/biosignals";
import { readEdf } from "#sensors/formats/edf";
import { FormatError } from "#sensors/formats/format-error";
import { annotation, type EdfTestFile, makeEdf } from "./make-edf.ts";

const fast = {
  label: "C3..",
  records: [
    [0, 500, -1000, 1000],
    [10, 20, 30, 40],
  ],
};
const slow = {
  label: "Temp rectal",
  unit: "degC",
  physical: [34.4, 40.2],
  digital: [0, 580],
  records: [[26], [27]],
} as const;

test("signals of different rates in physical units; labels without padding dots", () => {
  const edf = readEdf(makeEdf({ signals: [fast, slow] }), "a.edf");
  expect(edf.format).toBe("EDF");
  expect(edf.start).toBe("2004-03-02T05:06:07");
  expect(edf.signals.map(({ data: _, ...signal }) => signal)).toEqual([
    {
      label: "C3",
      unit: "uV",
      sampleRate: 4,
      transducer: "AgAgCl electrode",
      prefilter: "HP:0.1Hz LP:75Hz",
    },
    {
      label: "Temp rectal",
      unit: "degC",
      sampleRate: 1,
      transducer: "AgAgCl electrode",
      prefilter: "HP:0.1Hz LP:75Hz",
    },
  ]);
  expect([...edf.signals[0]!.data]).toEqual([0, 50, -100, 100, 1, 2, 3, 4]);
  expect([...edf.signals[1]!.data].map((x) => x.toFixed(4))).toEqual(["34.6600", "34.6700"]);
  expect(edf.stretches).toEqual([{ onset: 0, offset: 0, duration: 2 }]);
});

test("BDF: 24 bits with a sign", () => {
  const records = [[8388607, -8388608, -1, 256]];
  const digital = [-8388608, 8388607] as const;
  const signal = { label: "Fp1", physical: digital, digital, records };
  const bdf = readEdf(
    makeEdf({ version: "\u00ffBIOSEMI", sampleBytes: 3, signals: [signal] }),
    "a.bdf",
  );
  expect(bdf.format).toBe("BDF");
  expect([...bdf.signals[0]!.data]).toEqual([8388607, -8388608, -1, 256]);
});

test("annotations with and without duration, several texts, UTF-8; the year in full", () => {
  const texts = [
    annotation("+0", ["", "Recording starts"]) + annotation("+0.25", ["α ≥ 2", "T1"], "1.5"),
    annotation("+1", [""]) + annotation("-0.5", ["before"]),
  ];
  const edf = readEdf(
    makeEdf({
      reserved: "EDF+C",
      recording: "Startdate 02-MAR-1999 X X X",
      signals: [fast, { label: "EDF Annotations", records: texts }],
    }),
    "a.edf",
  );
  expect(edf.format).toBe("EDF+C");
  expect(edf.start).toBe("1999-03-02T05:06:07");
  expect(edf.signals.map(({ label }) => label)).toEqual(["C3"]);
  expect(edf.events).toEqual([
    { onset: 0, duration: undefined, text: "Recording starts" },
    { onset: 0.25, duration: 1.5, text: "α ≥ 2" },
    { onset: 0.25, duration: 1.5, text: "T1" },
    { onset: -0.5, duration: undefined, text: "before" },
  ]);
});

function discontinuous(onsets: readonly string[]): Uint8Array {
  const records = onsets.map((_, i) => [10 * i, 10 * i + 1]);
  const times = onsets.map((onset) => annotation(onset, [""]));
  const signals = [
    { label: "C3", physical: [-1000, 1000] as const, records },
    { label: "EDF Annotations", records: times },
  ];
  return makeEdf({ reserved: "EDF+D", recordSeconds: 0.5, signals });
}

test("gaps of a discontinuous file part it into stretches", () => {
  const edf = readEdf(discontinuous(["+0.1", "+0.6", "+7.25", "+7.75", "+60"]), "a.edf");
  expect(edf.stretches).toEqual([
    { onset: 0.1, offset: 0, duration: 1 },
    { onset: 7.25, offset: 1, duration: 1 },
    { onset: 60, offset: 2, duration: 0.5 },
  ]);
  const [signal] = edf.signals;
  expect(edf.stretches.map((stretch) => [...stretchOf(signal!, stretch)])).toEqual([
    [0, 1, 10, 11],
    [20, 21, 30, 31],
    [40, 41],
  ]);
});

test("only the wanted signals are read, and only theirs need a usable range", () => {
  const broken = { label: "AUX", physical: ["", ""] as const, records: [[1], [2]] };
  const bytes = makeEdf({ signals: [fast, broken] });
  expect(readEdf(bytes, "a.edf", { wanted: (label) => label === "C3" }).signals).toHaveLength(1);
  expect(() => readEdf(bytes, "a.edf")).toThrow(/signal "AUX" has no usable physical/);
});

test("a recorder that stopped early: as many records as are whole", () => {
  const bytes = makeEdf({ statedRecords: -1, signals: [fast] });
  expect(readEdf(bytes, "a.edf").signals[0]!.data).toHaveLength(8);
  expect(readEdf(bytes.subarray(0, bytes.length - 1), "a.edf").signals[0]!.data).toHaveLength(4);
});

const whole = makeEdf({ signals: [fast] });
const made = (file: Partial<EdfTestFile>) => makeEdf({ signals: [fast], ...file });

test.each<[string, Uint8Array, RegExp, object]>([
  [
    "an empty file",
    new Uint8Array(0),
    /cut short: the version takes 8 bytes, 0 are left/,
    { byte: 0 },
  ],
  [
    "a text file",
    Buffer.from("time,acc\n".repeat(99)),
    /neither an EDF nor a BDF file/,
    { byte: 0 },
  ],
  ["a cut header", whole.subarray(0, 300), /cut short: the transducer of signal 1/, { byte: 272 }],
  ["a cut record", whole.subarray(0, 525), /promises 2 records, 1 are there/, { byte: 520 }],
  [
    "no records of a number",
    made({ statedRecords: "many" }),
    /records should be a number, received "many"/,
    { byte: 236 },
  ],
  ["records of no length", made({ recordSeconds: 0 }), /records of 0 seconds/, { byte: 244 }],
  ["negative length", made({ recordSeconds: -1 }), /a record of -1 seconds/, { byte: 244 }],
  ["gaps without times", made({ reserved: "EDF+D" }), /states no time/, { record: 0 }],
  [
    "records that overlap",
    discontinuous(["+0", "+0.2"]),
    /begins at 0.2 s, within the one before/,
    { record: 1 },
  ],
  [
    "an annotation without time",
    made({ signals: [fast, { label: "EDF Annotations", records: ["T1\u0014", ""] }] }),
    /should begin with its time/,
    { record: 0 },
  ],
])("%s is refused at its place", (_name, bytes, message, place) => {
  let error: unknown;
  try {
    readEdf(bytes, "dir/a.edf");
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(FormatError);
  expect((error as FormatError).message).toMatch(message);
  expect(error).toMatchObject({ file: "dir/a.edf", place });
});
