import { expect, test } from "vitest";
import { stretchOf } from "#sensors/formats/biosignals";
import { FormatError } from "#sensors/formats/format-error";
import { readGdf } from "#sensors/formats/gdf";
import { type GdfTestFile, makeGdf } from "./make-gdf.ts";

const fast = {
  label: "EEG-C3",
  records: [
    [0, 500, -999, 999],
    [10, 20, 30, 40],
  ],
};
const slow = {
  label: "resp",
  type: 16,
  physical: [0, 2] as const,
  digital: [0, 1] as const,
  records: [[0.25], [0.5]],
};
const volts = { ...fast, unit: 4275 };

test.each(["1.25", "2.10", "2.20", "2.51"])(
  "version %s: signals of different rates, units, filters, start",
  (version) => {
    const second = version.startsWith("2");
    const gdf = readGdf(
      makeGdf({
        version,
        recordSeconds: [1, 2],
        signals: [second ? volts : fast, { ...slow, unit: second ? 0 : "l" }],
      }),
      "a.gdf",
    );
    expect(gdf).toMatchObject({
      format: `GDF ${version}`,
      patient: "P1 someone",
      recording: "session T",
      start: "2008-06-01T12:30:00",
    });
    expect(gdf.signals.map(({ data: _, ...signal }) => signal)).toEqual([
      {
        label: "EEG-C3",
        unit: "uV",
        transducer: "AgAgCl",
        prefilter: second ? "LP:100Hz HP:0.5Hz" : "HP:0.5Hz",
        sampleRate: 8,
      },
      {
        label: "resp",
        unit: second ? "" : "l",
        transducer: "AgAgCl",
        prefilter: second ? "LP:100Hz HP:0.5Hz" : "HP:0.5Hz",
        sampleRate: 2,
      },
    ]);
    expect([...gdf.signals[0]!.data]).toEqual([0, 50, -99.9, 99.9, 1, 2, 3, 4].map(Math.fround));
    expect([...gdf.signals[1]!.data]).toEqual([0.5, 1]);
    expect(gdf.stretches).toEqual([{ onset: 0, offset: 0, duration: 1 }]);
  },
);

test.each([1, 3, 5, 7, 16, 17, 279, 535])("numbers of type %d", (type) => {
  const values = type === 535 ? [1, 100] : [-100, 100];
  const signal = {
    label: "x",
    physical: [-999, 999] as const,
    digital: [-999, 999] as const,
    type,
    records: [values],
  };
  expect([
    ...readGdf(makeGdf({ version: "2.20", signals: [signal] }), "a.gdf").signals[0]!.data,
  ]).toEqual(values);
});

const list = [
  { position: 1, code: 768, duration: 50 },
  { position: 26, code: 769, channel: 2, duration: 100 },
  { position: 30, code: 0x7fff, duration: 7 },
];

test.each(["1.25", "2.20"])(
  "version %s: events of mode 3 have channels and durations, those of mode 1 have not",
  (version) => {
    const made = (mode: number) =>
      makeGdf({ version, signals: [fast], events: { mode, sampleRate: 100, list } });
    expect(readGdf(made(3), "a.gdf").events).toEqual([
      { onset: 0, duration: 0.5, code: 768, channel: undefined },
      { onset: 0.25, duration: 1, code: 769, channel: 1 },
      { onset: 0.29, duration: undefined, code: 0x7fff, channel: undefined },
    ]);
    expect(readGdf(made(1), "a.gdf").events).toMatchObject([
      { onset: 0, duration: undefined, channel: undefined },
      { onset: 0.25, duration: undefined, channel: undefined },
      {},
    ]);
  },
);

test("event positions are samples of the fastest signal where the table states no rate", () => {
  const bytes = makeGdf({ version: "2.20", signals: [fast, slow], events: { mode: 1, list } });
  expect(readGdf(bytes, "a.gdf").events[1]!.onset).toBe(25 / 4);
});

test("numbers at the end of the range are missing; where all signals lack them, the file has a gap", () => {
  const least = -1000;
  const records = [
    [1, 2, 3, least],
    [least, least, 7, 8],
  ];
  const other = [
    [1, least, 3, least],
    [least, least, 7, least],
  ];
  const bytes = makeGdf({
    version: "1.25",
    signals: [
      { label: "C3", records },
      { label: "C4", records: other },
    ],
  });
  const gdf = readGdf(bytes, "a.gdf");
  expect(Number.isNaN(gdf.signals[1]!.data[1]!)).toBe(true);
  expect(gdf.stretches).toEqual([
    { onset: 0, offset: 0, duration: 0.75 },
    { onset: 1.5, offset: 1.5, duration: 0.5 },
  ]);
  expect([...stretchOf(gdf.signals[0]!, gdf.stretches[1]!)]).toEqual([0.7, 0.8].map(Math.fround));
  const kept = readGdf(bytes, "a.gdf", { overflow: "keep" });
  expect(kept.signals[0]!.data[3]).toBe(-100);
  expect(kept.stretches).toHaveLength(1);
});

test("a longer header, unknown units, only what is wanted", () => {
  const bytes = makeGdf({
    version: "2.20",
    extraHeader: 512,
    signals: [
      { ...fast, unit: 4000 },
      { ...slow, digital: [1, 1], unit: 0 },
    ],
  });
  const gdf = readGdf(bytes, "a.gdf", { wanted: (label) => label === "EEG-C3" });
  expect(gdf.signals).toMatchObject([{ unit: "unit 4000" }]);
  expect(() => readGdf(bytes, "a.gdf")).toThrow(/signal "resp" has no usable/);
});

test("a recorder that stopped early", () => {
  const bytes = makeGdf({ version: "1.25", statedRecords: -1, signals: [fast] });
  expect(readGdf(bytes.subarray(0, bytes.length - 1), "a.gdf").signals[0]!.data).toHaveLength(4);
});

const made = (file: Partial<GdfTestFile>) => makeGdf({ version: "2.20", signals: [fast], ...file });
const events = made({ events: { mode: 3, list } });

test.each<[string, Uint8Array, RegExp, object]>([
  ["an empty file", new Uint8Array(0), /cut short: the version/, { byte: 0 }],
  ["an EDF file", Buffer.from("0       ".padEnd(600)), /not a GDF file/, { byte: 0 }],
  ["version 3", made({ version: "3.00" }), /not a GDF file of version 1 or 2/, { byte: 0 }],
  ["a cut header", made({}).subarray(0, 300), /a header of 512 bytes for 1 signals/, { byte: 184 }],
  ["a cut record", made({}).subarray(0, 521), /promises 2 records, 1 are there/, { byte: 520 }],
  ["fewer than no records", made({ statedRecords: -7 }), /promises -7 records/, { byte: 236 }],
  ["records of no length", made({ recordSeconds: [0, 1] }), /a record of 0 seconds/, { byte: 244 }],
  [
    "records of endless length",
    made({ recordSeconds: [1, 0] }),
    /a record of Infinity seconds/,
    { byte: 244 },
  ],
  [
    "an unknown type",
    made({ signals: [{ ...fast, type: 99 }] }),
    /no data type: 99/,
    { byte: 476 },
  ],
  [
    "no samples",
    made({ signals: [{ ...fast, records: [[]] }] }),
    /records without a sample/,
    { byte: 256 },
  ],
  [
    "another event table",
    made({ events: { mode: 2, list } }),
    /an event table of mode 2/,
    { byte: 528 },
  ],
  [
    "a cut event table",
    events.subarray(0, events.length - 1),
    /cut short: 3 event durations takes 12 bytes, 11 are left/,
    { byte: 560 },
  ],
])("%s is refused at its place", (_name, bytes, message, place) => {
  let error: unknown;
  try {
    readGdf(bytes, "dir/a.gdf");
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(FormatError);
  expect((error as FormatError).message).toMatch(message);
  expect(error).toMatchObject({ file: "dir/a.gdf", place });
});
