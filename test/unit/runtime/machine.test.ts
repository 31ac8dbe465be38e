import { cpus } from "node:os";
import { expect, test } from "vitest";
import { machineFacts } from "#runtime/machine";

test("says what the operating system says", () => {
  const facts = machineFacts();
  expect(facts.cores).toBe(cpus().length);
  expect(facts.node).toBe(process.version);
  expect(facts.platform).toBe(`${process.platform}-${process.arch}`);
  expect(facts.memory).toBeGreaterThan(1e8);
  expect(facts.load).toBeGreaterThanOrEqual(0);
});

test("names the installed runtimes with their versions", () => {
  const { runtimes } = machineFacts();
  expect(Object.keys(runtimes)).toEqual([
    "onnxruntime-node",
    "onnxruntime-web",
    "@tensorflow/tfjs",
  ]);
  for (const version of Object.values(runtimes)) expect(version).toMatch(/^\d+\.\d+\.\d+/);
});
