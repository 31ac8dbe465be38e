import { expect, test } from "vitest";
import { readTrialFile } from "#sensors/umafall/trial-file";

const file = (text: string) => {
  const bytes = new TextEncoder().encode(text);
  return { path: "t.csv", size: bytes.length, bytes: async () => bytes } as Parameters<
    typeof readTrialFile
  >[0];
};
const table =
  "%f8:95:c7:f3:ba:82; 0; RIGHTPOCKET; lge\r\n%C4:BE:84:70:0E:80; 3; WRIST; SensorTag\r\n";

test("positions by number, samples in the order of the file, times in s", async () => {
  const trial = await readTrialFile(
    file(`% ID: a\r\n${table}\r\n330;1;0.5;1;-2;0;0\r\n331;2;7;8;9;1;3\r\n`),
  );
  expect([...trial.positions]).toEqual([
    [0, "pocket"],
    [3, "wrist"],
  ]);
  expect([...trial.times]).toEqual([0.33, 0.331]);
  expect([...trial.types, ...trial.sensors]).toEqual([0, 1, 0, 3]);
  expect(trial.axes.map((axis) => [...axis])).toEqual([
    [0.5, 7],
    [1, 8],
    [-2, 9],
  ]);
});

test("of a spreadsheet: magnetometers are passed over, lone line ends are ends, sensors do not mix", async () => {
  const rows = [
    "1;1;1.029.199;0.1;0.2;0;0;",
    "1;1;200;0;0;1;3;",
    "2;2;3.203.125;0;0;1;3;",
    "2;1;983.333.301;0;0;2;3;",
  ];
  const trial = await readTrialFile(
    file(`% ID: a  ;;;;;;;\r\n${table}\r\r\n${rows.join("\r\n")}\r\n`),
  );
  expect([...trial.axes[0]]).toEqual(
    [1.029199, 200, 32.03125].map((x, i) => (i === 2 ? expect.any(Number) : x)),
  );
  expect([...trial.types]).toEqual([0, 1, 1]);
  expect([trial.repaired, trial.ambiguous]).toEqual([2, 1]);
});
