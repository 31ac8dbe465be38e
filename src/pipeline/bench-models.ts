/** @file ONNX files by their paths → a bench report, with the windows a person names. */
import { readFile } from "node:fs/promises";
import {
  type BenchFile,
  type BenchOptions,
  benchFiles,
  type Visited,
} from "#benchmarks/harness/bench-files";
import { type BenchReport, benchReport } from "#benchmarks/harness/bench-report";
import { compareBaseline } from "#benchmarks/harness/compare-baseline";
import { deviceSettings } from "#benchmarks/harness/device/device-plan";
import type { ReceiveOptions } from "#benchmarks/harness/device/receive-devices";
import type { BenchTarget, Host } from "#benchmarks/harness/target";
import * as targets from "#benchmarks/harness/targets/index";
import { profileModel } from "#benchmarks/profile/profile-model";
import type { Samples } from "#benchmarks/samples";
import { fileTrouble, UserError } from "#core/errors";
import { readJson } from "#core/files";
import { packageVersion } from "#core/package-version";
import { lookup } from "#core/registry";
import { readMetadata } from "#export/metadata";
import { decodeModel } from "#graph/protobuf";
import { withDataInside } from "#graph/with-data-inside";
import { createOrtNodeSession } from "#runtime/ort-node";
import { loadSamples } from "./samples/load-samples.ts";

export interface BenchModelsOptions
  extends Pick<
    BenchOptions,
    "batches" | "repeats" | "rounds" | "coldStarts" | "shapes" | "seed" | "onProgress" | "signal"
  > {
  readonly models: readonly string[];
  /** Names of targets. */
  readonly targets: readonly string[];
  readonly threads: readonly number[];
  readonly throttle: readonly number[];
  /** An earlier report, or an ONNX file that takes part as the first. */
  readonly compare?: string | undefined;
  /** Where windows lie; noise where absent. */
  readonly data: string | undefined;
  /** How devices are received. */
  readonly receiving: Omit<ReceiveOptions, "clock" | "signal" | "onProgress">;
  /** As typed. */
  readonly command: string;
  readonly clock: () => Date;
}

export async function benchModels(options: BenchModelsOptions): Promise<BenchReport> {
  const { data, command, clock, seed, repeats, compare } = options;
  const baseline = compare?.endsWith(".json") ? await reportAt(compare) : undefined;
  const models = compare && !baseline ? [compare, ...options.models] : options.models;
  const chosen = options.targets.map((name) => lookup<BenchTarget>("target", targets, name));
  const files = await readFiles(models);
  const hosts: Record<string, Host> = {};
  try {
    for (const each of chosen) {
      if ("open" in each) hosts[each.name] = await each.open(options);
    }
    const figures = await benchFiles(files, {
      ...options,
      ...{ hosts, visited: visitedAmong(chosen, options) },
      createSession: createOrtNodeSession,
      profile: hosts.cpu && profileModel,
      samplesFor: data === undefined ? undefined : samplesAt(data),
    });
    return {
      ...{ format: "wristill-bench-1", command, measuredAt: clock().toISOString() },
      ...{ wristill: packageVersion(), seed, repeats, input: data ?? "seeded noise" },
      ...figures,
      comparisons: baseline ? compareBaseline(figures, baseline) : null,
    };
  } finally {
    for (const host of Object.values(hosts)) await host.close();
  }
}

/** Whether others measure there, several at a time. */
export function isVisited(target: string): boolean {
  return "receive" in lookup<BenchTarget>("target", targets, target);
}

function visitedAmong(
  chosen: readonly BenchTarget[],
  { receiving, threads, clock, signal, onProgress }: BenchModelsOptions,
): Record<string, Visited> {
  const options = { ...receiving, clock, signal, onProgress };
  const visited = chosen.flatMap((each): [string, Visited][] => {
    if (!("receive" in each)) return [];
    const receive: Visited["receive"] = async (plan) => {
      const visits = await each.receive(plan, options);
      if (visits.length === 0 && !chosen.some((it) => "open" in it)) {
        signal?.throwIfAborted();
        throw new UserError(`${each.name}: nobody came`, "see --host, --wait and --devices");
      }
      return visits;
    };
    return [[each.name, { settings: deviceSettings(threads), receive }]];
  });
  return Object.fromEntries(visited);
}

async function readFiles(paths: readonly string[]): Promise<BenchFile[]> {
  const names = shortNames(paths);
  const files: BenchFile[] = [];
  for (const [i, path] of paths.entries()) {
    const bytes = await readFile(path).catch((error: unknown) => {
      throw new UserError(`${path} cannot be read: ${fileTrouble(error)}`, "name an ONNX file");
    });
    const whole = await withDataInside(bytes, path);
    files.push({ path, name: names[i]!, bytes: new Uint8Array(whole) });
  }
  return files;
}

/** A report that was written before. Throws a {@link UserError} where it is none. */
async function reportAt(path: string): Promise<BenchReport> {
  const found = await readJson(path);
  if (found === undefined)
    throw new UserError(
      `there is no bench report ${path}`,
      "`wristill bench … --out bench.json` writes one",
    );
  const read = benchReport.safeParse(found);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new UserError(
    `${path} is no bench report: ${issue?.path.join(".") || "the whole"}: ${issue?.message}`,
    "write one with `wristill bench … --json` and this version of wristill",
  );
}

/** As many of the last folders as tell the paths apart; a number where the same file is named twice. */
export function shortNames(paths: readonly string[]): string[] {
  const parts = paths.map((path) => path.split(/[\\/]/));
  const longest = Math.max(...parts.map(({ length }) => length));
  for (let kept = 1; kept <= longest; kept++) {
    const names = parts.map((each) => each.slice(-kept).join("/"));
    if (new Set(names).size === new Set(paths).size) return numbered(names);
  }
  return numbered(paths);
}

/** "a.onnx", "a.onnx (2)". */
function numbered(names: readonly string[]): string[] {
  return names.map((name, i) => {
    const before = names.slice(0, i).filter((each) => each === name).length;
    return before === 0 ? name : `${name} (${before + 1})`;
  });
}

/** Files that read the same inputs, and know the same classes, share what is loaded. */
function samplesAt(place: string): NonNullable<BenchOptions["samplesFor"]> {
  const loaded = new Map<string, Promise<Samples>>();
  return ({ inputs }, { bytes }) => {
    const classes = classesOf(bytes);
    const key = JSON.stringify([inputs, classes]);
    const known =
      loaded.get(key) ?? loadSamples(place, { inputs, classes }).then(({ trial }) => trial);
    loaded.set(key, known);
    return known;
  };
}

/** As the file says; `undefined` where it does not, or where it is for the runtime alone to read. */
function classesOf(bytes: Uint8Array): readonly string[] | undefined {
  try {
    return readMetadata(decodeModel(bytes))?.labels;
  } catch {
    return undefined;
  }
}
