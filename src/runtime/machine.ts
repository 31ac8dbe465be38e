/** @file The machine a measurement was made on. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { cpus, loadavg, totalmem } from "node:os";

export interface MachineFacts {
  /** "AMD Ryzen 7 5800X". */
  readonly cpu: string;
  /** Logical processors. */
  readonly cores: number;
  /** Bytes of main memory. */
  readonly memory: number;
  /** "linux-x64". */
  readonly platform: string;
  /** "v20.19.0". */
  readonly node: string;
  /** Installed version by package; a package that is not installed is absent. */
  readonly runtimes: Readonly<Record<string, string>>;
  /** Mean number of runnable processes over the last minute; 0 on Windows, which has no such figure. */
  readonly load: number;
}

const runtimes = ["onnxruntime-node", "onnxruntime-web", "@tensorflow/tfjs"];

/** What can be said of this machine now. */
export function machineFacts(): MachineFacts {
  const processors = cpus();
  return {
    cpu: processors[0]?.model.trim() ?? "unknown",
    cores: processors.length,
    memory: totalmem(),
    platform: `${process.platform}-${process.arch}`,
    node: process.version,
    runtimes: Object.fromEntries(runtimes.flatMap((name) => version(name) ?? [])),
    load: loadavg()[0] ?? 0,
  };
}

/** `[[name, version]]`, read from the package's own manifest: nothing of the package is loaded. */
function version(name: string): [[string, string]] | undefined {
  const folders = createRequire(import.meta.url).resolve.paths(name) ?? [];
  for (const folder of folders) {
    try {
      const manifest = JSON.parse(readFileSync(`${folder}/${name}/package.json`, "utf8"));
      return [[name, manifest.version]];
    } catch {
      // not in this folder: the next one up may have it
    }
  }
  return undefined;
}
