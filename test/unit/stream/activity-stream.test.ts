import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { quietTf } from "#record/quiet";
import { createOrtNodeSession } from "#runtime/ort-node";
import { createOrtWebSession } from "#runtime/ort-web";
import type { HostTensors, Session } from "#runtime/session";
import { makeWindows } from "#sensors/windows";
import {
  ActivityStream,
  type ActivityStreamOptions,
  type WindowAnswer,
} from "#stream/activity-stream";
import { type StreamModel, streamModel } from "#stream/stream-model";
import { classes, exportedModel } from "#test/support/exported";
import { recordingOf, wavesAt } from "./recordings.ts";

let bytes: Uint8Array;
let model: StreamModel;
let session: Session;
beforeAll(async () => {
  quietTf();
  ({ bytes } = exportedModel());
  model = streamModel(bytes);
  session = await createOrtNodeSession(bytes);
});

const clock = () => {
  let ms = 0;
  return () => (ms += 0.25);
};

type Changes = Partial<ActivityStreamOptions>;

/** All answers for a signal at 50 Hz; `pause` says after which rows the reader waits for the labels so far. */
async function answersTo(
  data: Float32Array,
  changes: Changes = {},
  pause = (_row: number) => true,
) {
  const answers: WindowAnswer[] = [];
  const activities: string[] = [];
  const stream = new ActivityStream({
    ...{ model, session, now: clock(), sampleRate: 50 },
    onWindow: (answer) => answers.push(answer),
    onActivity: ({ label, start }) => activities.push(`${start.toFixed(2)} ${label}`),
    ...changes,
  });
  for (let row = 0; row < data.length / 3; row++) {
    const due = stream.push(row / 50, data.subarray(3 * row, 3 * row + 3));
    if (due && pause(row)) await due;
  }
  const figures = await stream.end();
  return { answers, activities, figures };
}

/** What a session of its own says of the windows cut offline. */
async function offlineLogits(data: Float32Array): Promise<number[]> {
  const windows = makeWindows(
    [recordingOf({ acc: { data, channels: ["x", "y", "z"], sampleRate: 50, unit: "g" } })],
    classes,
    { seconds: 1.28, overlap: 0.5, modalities: { acc: { steps: 64 } } },
  );
  const logits: number[] = [];
  for (let i = 0; i < windows.size; i++) {
    const window = windows.signals.acc!.data.subarray(192 * i, 192 * (i + 1));
    const feeds: HostTensors = { acc: { dtype: "float32", shape: [1, 64, 3], data: window } };
    logits.push(...((await session.run(feeds)).logits!.data as Float32Array));
  }
  return logits;
}

test("the file says what its model reads and tells apart; other files are asked for it", () => {
  const { inputs } = model;
  expect(model.labels).toEqual(classes);
  expect(inputs).toEqual({
    acc: { length: 64, channels: ["c0", "c1", "c2"], sampleRate: 50, unit: "g" },
  });
  expect(() => streamModel(new Uint8Array())).toThrow(/graph|model/);
});

test("logits are those of the windows cut offline, to the bit", async () => {
  const { data } = wavesAt(50, 1000, 3);
  const { answers, figures } = await answersTo(data);
  expect(answers.flatMap(({ logits }) => [...logits])).toEqual(await offlineLogits(data));
  expect(figures).toMatchObject({
    rows: 1000,
    windows: answers.length,
    gaps: 0,
    late: 0,
    skipped: 0,
  });
});

test("it does not matter how the rows are handed over", async () => {
  const { data } = wavesAt(50, 600, 3, 5);
  const strip = ({ answers, activities }: Awaited<ReturnType<typeof answersTo>>) => ({
    activities,
    answers: answers.map(({ latency, ...rest }) => rest),
  });
  const patient = strip(await answersTo(data));
  await fc.assert(
    fc.asyncProperty(fc.array(fc.boolean(), { minLength: 1 }), async (waits) => {
      const some = await answersTo(data, {}, (row) => waits[row % waits.length]!);
      expect(strip(some)).toEqual(patient);
    }),
    { numRuns: 20 },
  );
});

test("WebAssembly says the same, within rounding", async () => {
  const { data } = wavesAt(50, 300, 3);
  const web = await createOrtWebSession(bytes);
  const [native, wasm] = [await answersTo(data), await answersTo(data, { session: web })];
  native.answers.forEach(({ smoothed }, i) => {
    smoothed.forEach((p, k) => {
      expect(wasm.answers[i]!.smoothed[k]).toBeCloseTo(p, 5);
    });
  });
});

describe("a model whose logits are known", () => {
  /** Answers with the first row of the window, times ten, and a last class that is never likely. */
  const session: Pick<Session, "run"> = {
    async run({ acc }) {
      const [x, y, z] = acc!.data as Float32Array;
      return {
        logits: {
          dtype: "float32",
          shape: [1, 4],
          data: Float32Array.of(10 * x!, 10 * y!, 10 * z!, -10),
        },
      };
    },
  };
  /** `pattern`: which class each second shows; a blank shows none. */
  const signal = (pattern: string) =>
    Float32Array.from({ length: pattern.length * 150 }, (_, i) =>
      Number(pattern[Math.floor(i / 150)] === "abc"[i % 3]),
    );
  const options = { session, hop: 1, smoothing: { name: "none" } };

  test("below the threshold stands unknown, and changes are told once", async () => {
    const { activities } = await answersTo(signal("aa bbbb"), { ...options, threshold: 0.9 });
    expect(activities).toEqual(["0.00 walking", "2.00 unknown", "3.00 jogging"]);
    const sure = await answersTo(signal("aa bbbb"), { ...options, threshold: 0 });
    expect(sure.activities).toEqual(["0.00 walking", "3.00 jogging"]); // of equals, the one before
  });

  test("seven votes of ten reach a threshold of 0.7", async () => {
    const smoothing = { name: "majority", options: { windows: 10 } };
    const { answers } = await answersTo(signal("aaaaaaabbb "), {
      ...options,
      ...{ smoothing, threshold: 0.7 },
    });
    expect(answers[9]).toMatchObject({ label: "walking", confidence: Math.fround(0.7) });
  });

  test("the model's own temperature counts, where the options say none", async () => {
    const own = { ...options, model: { ...model, temperature: 8 } };
    const first = async (changes: Changes) =>
      (await answersTo(signal("aaa"), changes)).answers[0]!.probabilities;
    expect(await first(own)).toEqual(await first({ ...options, temperature: 8 }));
    expect(await first({ ...own, temperature: 1 })).toEqual(await first(options));
    expect(await first(own)).not.toEqual(await first(options));
  });

  test("the temperature softens probabilities, and changes no order", async () => {
    const softness = async (temperature: number) =>
      (await answersTo(signal("aaa"), { ...options, temperature })).answers[0]!;
    const [hard, soft] = [await softness(1), await softness(10)];
    expect(hard.confidence).toBeGreaterThan(0.999);
    const expected = Math.E / (Math.E + 2 + Math.exp(-1));
    expect(soft.confidence).toBeCloseTo(expected, 6);
    expect(soft.index).toBe(hard.index);
  });

  test("smoothing forgets what was before a gap", async () => {
    const data = signal("aaaabbbb");
    data.fill(Number.NaN, 600, 603);
    const gaps: number[] = [];
    const soft = { ...options, temperature: 8, threshold: 0, smoothing: { name: "hmm" } };
    const held = await answersTo(signal("aaaabbbb"), soft);
    const begun = await answersTo(data, { ...soft, onGap: ({ from }) => gaps.push(from) });
    expect(gaps).toEqual([3.98]);
    expect(begun.activities).toEqual(["0.00 walking", "4.02 jogging"]);
    const jogging = (answers: readonly WindowAnswer[]) => answers[4]!.smoothed[1]!;
    expect(jogging(begun.answers)).toBeGreaterThan(2 * jogging(held.answers));
  });

  test("latencies are those of the clock that was handed in", async () => {
    const { figures, answers } = await answersTo(signal("aaaa"), options);
    expect(figures.rowLatency).toBeCloseTo(250 * (1 + answers.length / 200), 0);
    expect(figures.windowLatency!.median).toBeGreaterThan(0);
  });

  test("a model too slow for its stream leaves windows out only where it may, and says how many", async () => {
    const never = () => false;
    const all = await answersTo(signal("aaaaaa"), options, never);
    expect([all.answers.length, all.figures.skipped]).toEqual([5, 0]);
    const some = await answersTo(signal("aaaaaa"), { ...options, mostWaiting: 2 }, never);
    expect([some.answers.length, some.figures.skipped]).toEqual([2, 3]);
  });

  test.each([
    [{ threshold: 1.1 }, "threshold must be from 0 to 1, got 1.1"],
    [{ temperature: 0 }, "temperature must be"],
    [{ smoothing: { name: "hm" } }, 'unknown smoothing "hm"\n  help: did you mean "hmm"?'],
    [{ smoothing: { name: "hmm", options: { stay: 1 } } }, 'smoothing hmm: unknown option "stay"'],
  ] as const)("%j is refused", async (changes, message) => {
    await expect(answersTo(signal("a"), changes)).rejects.toThrow(message);
  });

  describe("a window that fails", () => {
    /** The second window is answered so. */
    const failing = (answer: () => Float32Array): Pick<Session, "run"> => {
      let runs = 0;
      return {
        async run(feeds) {
          if (++runs !== 2) return session.run(feeds);
          return { logits: { dtype: "float32", shape: [1, 4], data: answer() } };
        },
      };
    };
    const broken = () => {
      throw new Error("out of memory");
    };
    const nothing = () => new Float32Array(4).fill(Number.NaN);

    test.each([
      [broken, "out of memory"],
      [nothing, "the model gave NaN for the window from 1.00 s"],
    ] as const)(
      "is told to whoever awaits it, and the next is answered as ever",
      async (answer, message) => {
        const answers: WindowAnswer[] = [];
        const stream = new ActivityStream({
          ...{ ...options, model, now: clock(), sampleRate: 50, session: failing(answer) },
          smoothing: { name: "hmm" },
          onWindow: (each) => answers.push(each),
        });
        const data = signal("aaaa");
        const failures: unknown[] = [];
        for (let row = 0; row < data.length / 3; row++) {
          const due = stream.push(row / 50, data.subarray(3 * row, 3 * row + 3));
          await due?.catch((error: Error) => failures.push(error.message));
        }
        expect(failures).toEqual([expect.stringContaining(message)]);
        await expect(stream.end()).resolves.toMatchObject({ windows: 2 });
        expect(answers.map(({ start, label }) => `${start} ${label}`)).toEqual([
          "0 walking",
          "2 walking",
        ]);
      },
    );

    test("does not count among those that wait", async () => {
      const stream = new ActivityStream({
        ...{ ...options, model, now: clock(), sampleRate: 50, session: failing(broken) },
        mostWaiting: 1,
      });
      const data = signal("aaaa");
      for (let row = 0; row < data.length / 3; row++)
        await stream.push(row / 50, data.subarray(3 * row, 3 * row + 3))?.catch(() => undefined);
      expect(await stream.end()).toMatchObject({ windows: 2, skipped: 0 });
    });
  });

  test("a model with another number of classes is named", async () => {
    const labels = classes.slice(1);
    const wrong = answersTo(signal("aaa"), { ...options, model: { ...model, labels } });
    await expect(wrong).rejects.toThrow(
      "expected 3 logits (jogging, sitting, standing), the model gave 4",
    );
  });
});
