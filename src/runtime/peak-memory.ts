/** @file How much memory this process has had at most. */
import { readFileSync } from "node:fs";

/** Bytes. Linux counts a process's own peak; elsewhere what getrusage says, which may include the parent's. */
export function peakMemory(): number {
  try {
    const status = readFileSync("/proc/self/status", "utf8");
    return Number(/VmHWM:\s*(\d+)/.exec(status)![1]) * 1024;
  } catch {
    return process.resourceUsage().maxRSS * 1024;
  }
}
