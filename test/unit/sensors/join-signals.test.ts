import { expect, test } from "vitest";
import { joinSignals } from "#sensors/join-signals";
import { rampRecording, rampSignal } from "./samples.ts";

const recording = rampRecording(4, {
  signals: {
    acc: rampSignal(4, ["x", "y"]),
    gyro: { ...rampSignal(7, ["x"], 20), unit: "rad/s" },
  },
});

test("one modality keeps its channels and unit", () => {
  const joined = joinSignals(recording, "acc", { steps: 4 });
  expect(joined).toMatchObject({ channels: ["x", "y"], unit: "g", length: 4, duration: 0.4 });
  expect([...joined.values("whole")]).toEqual([0, 100, 1, 101, 2, 102, 3, 103]);
});

test("several are joined channel by channel, each stretched to the same steps", () => {
  const joined = joinSignals(recording, "imu", { steps: 4, from: ["acc", "gyro"] });
  expect(joined).toMatchObject({ channels: ["acc.x", "acc.y", "gyro.x"], unit: "g, rad/s" });
  expect(joined.duration).toBe(0.35);
  expect([...joined.values("whole")]).toEqual([0, 100, 0, 1, 101, 2, 2, 102, 4, 3, 103, 6]);
});

test("a stretch in seconds is the same stretch of every signal, whatever its rate", () => {
  const joined = joinSignals(recording, "imu", { steps: 2, from: ["acc", "gyro"] }, 0.2);
  const values = [...joined.values({ start: 0.1, seconds: 0.2 })];
  expect(values).toEqual([1, 101, 2, 2, 102, 4].map((value) => expect.closeTo(value, 4)));
});

test("named channels are kept, in that order", () => {
  const options = { steps: 2, from: ["acc", "gyro"], channels: ["gyro.x", "acc.x"] };
  const joined = joinSignals(recording, "imu", options);
  expect(joined.channels).toEqual(["gyro.x", "acc.x"]);
  expect([...joined.values("whole")]).toEqual([0, 0, 6, 3]);
});

test("fewer steps than samples: what they cannot hold does not fold into them", () => {
  const fast = { ...rampSignal(200, ["x"], 100), data: new Float32Array(200) };
  fast.data.forEach((_, i) => {
    fast.data[i] = Math.sin(2 * Math.PI * 45 * (i / 100)); // 45 Hz; 50 steps hold 12.5 Hz
  });
  const { values } = joinSignals(rampRecording(0, { signals: { acc: fast } }), "acc", {
    steps: 50,
  });
  expect(Math.max(...values("whole").slice(10, -10).map(Math.abs))).toBeLessThan(0.01);
  const cut = joinSignals(rampRecording(0, { signals: { acc: fast } }), "acc", { steps: 25 }, 1);
  const window = cut.values({ start: 0.5, seconds: 1 });
  expect(Math.max(...window.map(Math.abs))).toBeLessThan(0.01);
});

test("signals are processed from end to end before they are cut", () => {
  const process = [
    { name: "high-pass", options: { cutoff: 1, order: 2, form: "forward" }, causal: true },
  ];
  const level = { ...rampSignal(50, ["x"]), data: new Float32Array(50).fill(9.81) };
  const { values } = joinSignals(
    rampRecording(0, { signals: { acc: level } }),
    "acc",
    { steps: 10, process },
    1,
  );
  for (const value of values({ start: 2, seconds: 1 })) expect(value).toBeCloseTo(0, 5);
});

test("gap-free parts are those of all signals together", () => {
  const [a, b] = [rampSignal(10, ["x", "y"], 10), rampSignal(20, ["x"], 20)];
  a.data[2 * 4 + 1] = Number.NaN; // 0.4 … 0.5 s
  b.data.fill(Number.NaN, 12, 14); // 0.6 … 0.7 s
  const joined = joinSignals(rampRecording(0, { signals: { a, b } }), "ab", {
    steps: 5,
    from: ["a", "b"],
  });
  expect(joined.gapFree()).toEqual([
    { start: 0, end: 0.4 },
    { start: 0.5, end: 0.6 },
    { start: 0.7, end: 1 },
  ]);
});

test("unknown modalities and channels are answered with the nearest", () => {
  expect(() => joinSignals(recording, "gyr", { steps: 2 })).toThrow(
    /recording r1: modality "gyr" is unknown\n {2}help: did you mean "gyro"\? known: acc, gyro/,
  );
  expect(() => joinSignals(recording, "acc", { steps: 2, channels: ["X"] })).toThrow(
    /acc channel "X" is unknown\n {2}help: did you mean "x"/,
  );
});
