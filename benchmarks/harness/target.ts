/** @file The contract of a place where jobs run: another process, a browser, a phone. */
import { counted } from "#core/counted";
import type { Entry } from "#core/registry";
import type { DevicePlan } from "./device/device-plan.ts";
import type { ReceiveOptions, Visit } from "./device/receive-devices.ts";
import type { Job, Trace } from "./job.ts";

/** One way to run on a target. */
export interface Setting {
  readonly threads: number;
  /** What computes. */
  readonly accelerator: "cpu" | "webgpu";
  /** How many times slower the processor is made to look; 1: as it is. */
  readonly slowdown: number;
}

/** What a job measured, and the memory it took. */
export interface Measured extends Trace {
  readonly memory: {
    /** Most bytes that the process had resident, runtime and all; `null` where nobody tells. */
    readonly peak: number | null;
    /** Bytes of WebAssembly memory; `null` where there is none. */
    readonly heap: number | null;
  };
}

export interface Host {
  /** The ways in which it can run with so many threads. */
  readonly settings: readonly Setting[];
  /** Seconds that each file runs before it is timed: what is compiled while it runs needs longer. */
  readonly warmup: number;
  /** What it cannot do and a person might expect: "WebGPU: no adapter". */
  readonly absent: readonly string[];
  /** Runs the job in a process, or a page, of its own. */
  run(job: Job, setting: Setting): Promise<Measured>;
  close(): Promise<void>;
}

export interface OpenOptions {
  /** Numbers of threads that are asked for. */
  readonly threads: readonly number[];
  /** How many times slower the processor shall also be made to look, where that can be done. */
  readonly throttle: readonly number[];
}

/** A place that this machine drives. */
export interface DrivenTarget extends Entry {
  /** Throws a `UserError` where the target cannot be had. */
  open(options: OpenOptions): Promise<Host>;
}

/** A place where others come by, measure by themselves and send what they found. */
export interface VisitedTarget extends Entry {
  receive(plan: DevicePlan, options: ReceiveOptions): Promise<readonly Visit[]>;
}

export type BenchTarget = DrivenTarget | VisitedTarget;

/** Settings of a target that is the processor as it is. */
export function plainSettings(threads: readonly number[]): Setting[] {
  return threads.map((each) => ({ threads: each, accelerator: "cpu", slowdown: 1 }));
}

/** "1 thread", "WebGPU", "1 thread, slowed 4×". */
export function settingText({ threads, accelerator, slowdown }: Setting): string {
  const slowed = slowdown === 1 ? [] : [`slowed ${slowdown}×`];
  return [
    ...(accelerator === "webgpu" ? ["WebGPU"] : [counted(threads, "thread")]),
    ...slowed,
  ].join(", ");
}
