/** The small parts of the page that need no browser. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { clockStep } from "#benchmarks/harness/clock-step";
import { whyNot } from "#benchmarks/harness/device/abilities";
import { browserName, deviceName } from "#benchmarks/harness/device/browser-name";
import { partIn } from "#benchmarks/harness/device/device-part";
import { oneLine } from "#benchmarks/harness/device/page/device-facts";
import { Measurement } from "#benchmarks/harness/device/page/measurement";
import { deliveryText, notesFor, timeText } from "#benchmarks/harness/device/page/page-view";
import { keeper, newRun } from "#benchmarks/harness/device/page/saved-run";
import { timeLeft } from "#benchmarks/harness/device/page/time-left";
import { pageHtml } from "#benchmarks/harness/device/page-html";
import { planFiles } from "#benchmarks/harness/device/plan-files";
import type { JobAnswer } from "#benchmarks/harness/job-answer";
import { partsOf, phone, runNamed, samplePlan } from "#test/support/device-answers";

const agents = {
  watch:
    "Mozilla/5.0 (Linux; Android 13; SM-R930) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/23.0 Chrome/115.0.0.0 Mobile Safari/537.36",
  pixel:
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36",
  iphone:
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1",
  firefox: "Mozilla/5.0 (Android 14; Mobile; rv:132.0) Gecko/132.0 Firefox/132.0",
  edge: "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0",
};

test.each([
  ["watch", "Samsung Internet 23", "SM-R930"],
  ["pixel", "Chrome 131", "Android"],
  ["iphone", "Safari 18", "iPhone"],
  ["firefox", "Firefox 132", "Android"],
  ["edge", "Edge 131", "Windows"],
] as const)("%s: %s on %s", (agent, browser, device) => {
  expect([browserName(agents[agent]), deviceName(agents[agent])]).toEqual([browser, device]);
});

test("a browser that nobody knows is called so", () => {
  expect([browserName("curl/8"), deviceName("curl/8")]).toEqual(["unknown browser", "device"]);
});

test("any typed name becomes one that is taken, and a plain one stays as it is", () => {
  const plan = samplePlan();
  const [part] = partsOf(plan, runNamed(1));
  const { key } = planFiles(plan).plan;
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (typed) => {
      const name = oneLine(typed, 40) || "Phone";
      expect(typeof partIn({ ...part!, device: { ...phone, name } }, key, plan)).toBe("object");
    }),
  );
  expect(oneLine("  Änne’s Uhr ⌚ ", 40)).toBe("Änne’s Uhr ⌚");
  expect(oneLine("👩‍🔬".repeat(20), 40).length).toBeLessThanOrEqual(40);
});

test("a device runs in the ways that it can, and says why not in others", () => {
  const threads = { threads: 4, accelerator: "cpu", slowdown: 1 } as const;
  expect(whyNot(threads, { cores: 4, isolated: true, webgpu: "none" })).toBeUndefined();
  expect(whyNot(threads, { cores: 2, isolated: true, webgpu: "none" })).toBe(
    "4 threads: it has 2 cores",
  );
  expect(whyNot(threads, { cores: 4, isolated: false, webgpu: true })).toMatch(/HTTPS/);
  const gpu = { threads: 1, accelerator: "webgpu", slowdown: 1 } as const;
  expect(whyNot(gpu, { cores: 1, isolated: false, webgpu: true })).toBeUndefined();
});

test("the step of a clock is found, also where it stumbles", () => {
  fc.assert(
    fc.property(fc.constantFrom(0.005, 0.1, 1), fc.integer({ min: 1, max: 1000 }), (step, seed) => {
      let time = seed;
      const clock = () => {
        time += step / (3 + (seed % 5));
        return Math.floor(time / step) * step;
      };
      expect(clockStep(clock)).toBeCloseTo(step, 6);
    }),
  );
});

describe("a measurement that is kept", () => {
  const store = new Map<string, string>();
  const storage = {
    getItem: (key: string) => store.get(key) ?? null,
    setItem: (key: string, text: string) => void store.set(key, text),
  };
  const sample = samplePlan();
  const { plan } = planFiles(sample);
  const answers = partsOf(sample, runNamed(1));

  test("goes on after a reload where it stood, with what is still to be sent", () => {
    const kept = keeper(() => storage, plan.key);
    expect(kept.read()).toBeUndefined();
    const run = newRun();
    const before = Measurement.begin(plan, kept, run, phone);
    for (const { step, answer } of answers.slice(0, 3)) before.answer(step, answer as JobAnswer);
    before.gone(before.saved.outbox[0]!, { count: 1, reason: "why" });
    const after = new Measurement(plan, kept, kept.read()!);
    expect(after.due).toEqual([3, 4, 5]);
    expect(after.saved.outbox.map(({ step }) => step)).toEqual([1, 2]);
    expect(after.saved.refused).toEqual({ count: 1, reason: "why" });
    expect(after.saved.outbox[0]).toEqual({ ...answers[1], run });
    expect(Object.keys(after.saved.times["1 thread"]!)).toEqual(["small.onnx"]);
    expect(after.saved.times["1 thread"]!["small.onnx"]).toHaveLength(1);
    expect(keeper(() => storage, "another plan").read()).toBeUndefined();
  });

  test("a browser that keeps nothing, or is full, is noticed, and measures all the same", () => {
    const full = keeper(() => {
      throw new DOMException("denied", "SecurityError");
    }, plan.key);
    expect([full.works(), full.read()]).toEqual([false, undefined]);
    const measurement = Measurement.begin(plan, full, newRun(), phone);
    const part = measurement.answer(answers[0]!.step, answers[0]!.answer as JobAnswer);
    expect(measurement.kept).toBe(false);
    expect(measurement.saved.outbox).toEqual([part]);
  });

  test("what is not a measurement is begun anew", () => {
    store.set(`wristill ${plan.key}`, "{");
    expect(keeper(() => storage, plan.key).read()).toBeUndefined();
  });
});

test("runs never meet", () => {
  const runs = Array.from({ length: 1000 }, newRun);
  expect(new Set(runs).size).toBe(1000);
  for (const run of runs) expect(run).toMatch(/^[0-9a-z]{20}$/);
});

test("time left is told when each kind of step has been seen", () => {
  const left = timeLeft([{ group: null }, { group: "a" }, { group: "a" }]);
  left.took(0, 2);
  expect(left.of([1, 2], 0)).toBeUndefined();
  left.took(1, 10);
  expect(left.of([2], 0.25)).toBe(7.5);
});

test("what the page says", () => {
  const state = { waiting: 2, failures: 1, next: 4, refused: undefined };
  expect(deliveryText(state)).toBe(
    "2 results are kept here: the computer cannot be reached. Next try in 4 s.",
  );
  expect(deliveryText({ ...state, waiting: 0, failures: 0, next: undefined })).toBe(
    "The computer has every result.",
  );
  const refused = { count: 1, reason: "step: none" };
  expect(deliveryText({ ...state, refused })).toBe(
    "The computer refused 1 result (step: none). 2 results are kept here: the computer cannot be reached. Next try in 4 s.",
  );
  expect(deliveryText({ waiting: 0, failures: 0, next: undefined, refused })).toBe(
    "The computer refused 1 result (step: none). The computer has every other result.",
  );
  expect([1.234, 41.32, 999, 1520, 2.5e6].map(timeText)).toEqual([
    "1.23 µs",
    "41.3 µs",
    "999 µs",
    "1.52 ms",
    "2.50 s",
  ]);
  const able = { ...phone, awake: true, keeps: true };
  expect(notesFor(able)).toEqual(["8 cores; the clock has steps of 5 µs."]);
  const poor = {
    ...able,
    cores: 1,
    secure: false,
    isolated: false,
    clockStep: 1000,
    awake: false,
    keeps: false,
  };
  expect(notesFor(poor).join(" ")).toMatch(
    /^1 core; .* 1 ms, so each time is the mean .* without HTTPS.* keep the screen on.* keeps nothing/,
  );
});

test("names of files are no markup in the page", () => {
  const page = pageHtml({ names: ['<b>"&'], main: "x.js" });
  expect(page).toContain("&lt;b>&quot;&amp;");
});
