import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { bars } from "#benchmarks/bars/bars";
import {
  type BarsReport,
  type Baseline,
  barsTable,
  baselineOf,
  readBars,
  worseThan,
} from "#benchmarks/bars/read-bars";

const { scripts } = JSON.parse(readFileSync("package.json", "utf8"));
const committed = (script: string) => `benchmarks/results/${script}.json`;

const train = (ratio: number) => ({ rows: [{ case: "student-64", peer: "PyTorch 2", ratio }] });

test.each(bars.map((bar) => [bar.name, bar] as const))("%s has a script and a result", (_, bar) => {
  expect(scripts).toHaveProperty(`bench:${bar.script}`);
  expect(existsSync(committed(bar.script))).toBe(true);
});

describe("the committed results", () => {
  const names = [...new Set(bars.map(({ script }) => script))];
  const results = Object.fromEntries(
    names.map((script) => [script, JSON.parse(readFileSync(committed(script), "utf8"))]),
  );
  const read = readBars(results);

  test("hold a figure for every bar, each a share", () => {
    for (const { name, figures } of read) {
      expect(figures.length, name).toBeGreaterThan(0);
      for (const { value } of figures) expect(value, name).toBeGreaterThanOrEqual(0);
    }
  });

  test("are no worse than the committed baseline", () => {
    const baseline: Baseline = JSON.parse(readFileSync("benchmarks/baselines/shares.json", "utf8"));
    expect(Object.keys(baseline).length).toBeGreaterThan(15);
    expect(worseThan(baseline, read)).toEqual([]);
  });
});

test("a share is the figure over its bar; 1 just reaches it", () => {
  const [step] = readBars({ train: train(1) });
  expect(step!.figures).toEqual([{ what: "student-64", value: 1, reached: true }]);
  expect(readBars({ train: train(1.01) })[0]!.figures[0]!.reached).toBe(false);
  const slower = { says: "slower", ratio: 1.04 };
  const harness = {
    tell: { told: [{ target: "cpu", runs: 100, same: { cantTell: 94 }, slowed: { slower: 90 } }] },
    agree: {
      agreements: [
        { file: "a", other: "bare loop", verdict: { ratio: 0.97 }, beyond: null },
        { file: "empty call", other: "Python, 1.30.0", verdict: slower, beyond: null },
        { file: "a", other: "Python, 1.30.0", verdict: slower, beyond: slower },
      ],
    },
  };
  const told = readBars({ harness }).filter(({ script }) => script === "harness");
  expect(told.map(({ figures }) => figures[0]!.value)).toEqual([
    ...[1.2, 1],
    ...[0.6, 0.8].map((share) => expect.closeTo(share, 9)),
  ]);
});

test("a difference to Python that cannot be told is none; an empty call is the bindings' own", () => {
  const beyond = { says: "can't tell", ratio: 1.2 };
  const agreements = [{ file: "a", other: "Python, 1.30.0", verdict: beyond, beyond }];
  const python = readBars({ harness: { agree: { agreements } } }).find(({ name }) =>
    name.includes("Python, beyond"),
  )!;
  expect(python.figures).toEqual([{ what: "a", value: 0, reached: true }]);
});

test("latency is that of the file for the target, where there is one; small and large networks have their own bars", () => {
  const row = { best: true, depthwise: false, cpuRatio: 0.9, wasmRatio: 0.8, accuracyDrop: 0 };
  const network = (name: string, macs: number, targets?: object) => ({
    rows: [{ ...row, network: name, macs, bytesRatio: 0.3 }],
    ...{ targets, times: [] },
  });
  const chosen = { cpu: { ratio: 0.45 }, wasm: { ratio: 0.3 } };
  const networks = [network("large", 2e6, chosen), network("small", 2e5)];
  const read = readBars({
    quantize: { networks, rows: networks.flatMap(({ rows }) => rows) },
  });
  const shares = (name: string) => read.find((bar) => bar.name === name)!.figures;
  expect(shares("file: cpu latency").map(({ value }) => value)).toEqual([1, 0.9]);
  expect(shares("file: wasm latency").map(({ value }) => value)).toEqual([0.5, 0.8 / 0.9]);
});

test("worse is what has doubled and misses its bar", () => {
  const baseline = baselineOf(readBars({ train: train(0.6) }));
  expect(baseline).toEqual({ "step beside PyTorch / student-64": 0.6 });
  const later = (ratio: number) => worseThan(baseline, readBars({ train: train(ratio) }));
  expect(later(1.1)).toEqual([]); // misses, within the margin
  expect(later(1.3)).toEqual([
    "step beside PyTorch / student-64: 1.30 of its bar, 0.60 in the baseline",
  ]);
  expect(
    worseThan({ "step beside PyTorch / student-64": 0.1 }, readBars({ train: train(0.9) })),
  ).toEqual([]);
});

test("the table tells what is missed and what was not measured", () => {
  const report: BarsReport = {
    measuredAt: "2026-01-02T",
    ran: ["train"],
    bars: readBars({ train: train(2) }),
  };
  const table = barsTable(report);
  expect(table).toContain(
    "| step beside PyTorch | at most its time | [student-64 2.00](train.md) | missed by 1 of 1 |",
  );
  expect(table).toContain("[not measured](quantize.md) | – |");
});
