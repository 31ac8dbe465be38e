import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { benchDefaults, benchFiles } from "#benchmarks/harness/bench-files";
import type { Job } from "#benchmarks/harness/job";
import type { Host } from "#benchmarks/harness/target";
import { chromium } from "#benchmarks/harness/targets/chromium";
import { emptySubject } from "#benchmarks/harness/yardsticks";
import { UserError } from "#core/errors";
import { createOrtNodeSession } from "#runtime/ort-node";
import { whyNoBrowser } from "#test/support/browser";
import { meanModel } from "#test/support/mean-model";

const reason = await whyNoBrowser();
const suffix = reason === undefined ? "" : ` (skipped: ${reason})`;

const rounds = { rounds: 2, runs: 3, settle: 0, seconds: 5 };
const job: Job = {
  ...{ ...rounds, warmup: { runs: 1, seconds: 0 }, threads: 1, seed: 1 },
  subjects: [emptySubject()],
};

describe.skipIf(reason)(`measuring in Chromium${suffix}`, () => {
  let host: Host;

  beforeAll(async () => {
    host = await chromium.open({ threads: [1, 2], throttle: [1, 4] });
  });
  afterAll(() => host?.close());

  test("can have threads and a slowed processor; says why there is no WebGPU", () => {
    const [one, two, slowed, webgpu] = host.settings;
    expect([one, two]).toMatchObject([
      { threads: 1, slowdown: 1 },
      { threads: 2, slowdown: 1 },
    ]);
    expect(slowed).toEqual({ threads: 1, accelerator: "cpu", slowdown: 4 });
    if (webgpu) expect(webgpu.accelerator).toBe("webgpu");
    else expect(host.absent[0]).toMatch(/^WebGPU: /);
  });

  test("runs a job on one thread, on two, and slowed, each in a page of its own", async () => {
    const [one, two, slowed] = host.settings.slice(0, 3);
    const alone = await host.run(job, one!);
    expect(alone.runtime).toMatch(/^Chromium [\d.]+, onnxruntime-web [\d.]+ \(wasm\)$/);
    expect(alone.memory.peak).toBeNull();
    expect(alone.memory.heap).toBeGreaterThan(1e6);
    expect(alone.subjects[0]!.turns.map(({ length }) => length)).toEqual([3, 3]);
    const together = await host.run({ ...job, threads: 2 }, two!);
    expect(together.runtime).toMatch(/\(wasm, 2 threads\)$/);
    expect((await host.run(job, slowed!)).subjects[0]!.load).toBeGreaterThan(0);
  });

  test("a file that is no model is answered as at home", async () => {
    const broken = { ...emptySubject(), name: "broken.onnx", model: new Uint8Array(3) };
    const running = host.run({ ...job, subjects: [broken] }, host.settings[0]!);
    await expect(running).rejects.toThrow(UserError);
    await expect(running).rejects.toThrow("broken.onnx does not load in onnxruntime-web");
  });

  test("a whole bench, noise and all", async () => {
    const file = { name: "small.onnx", path: "small.onnx", bytes: meanModel(4, 3) };
    const { series, files } = await benchFiles([file], {
      ...{ ...benchDefaults, rounds, repeats: 1, coldStarts: 1 },
      hosts: { chromium: { ...host, warmup: 0, settings: host.settings.slice(0, 1) } },
      createSession: createOrtNodeSession,
    });
    expect(series[0]!.files[0]!.p50).toBeGreaterThanOrEqual(0);
    expect(files[0]!.cold.chromium!.start[0]).toBeGreaterThan(0);
  });
});
