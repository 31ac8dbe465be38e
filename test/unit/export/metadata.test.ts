import { expect, test } from "vitest";
import { readMetadata } from "#export/metadata";
import { contentHash, writeMetadata } from "#export/write-metadata";
import { Graph } from "#graph/graph";
import { exportedModel } from "#test/support/exported";

test("the content hash follows the weights, not the names or the provenance", () => {
  const { graph } = exportedModel();
  const hash = contentHash(graph);
  expect(contentHash(exportedModel(undefined, { provenance: { seed: "2" } }).graph)).toBe(hash);
  const weight = graph.nodesOf("Conv")[0]!.inputs[1]!;
  weight.name = "renamed";
  expect(contentHash(graph)).toBe(hash);
  (weight.data as Float32Array)[0]! += 1e-6;
  expect(contentHash(graph)).not.toBe(hash);
});

test("models of other tools have no metadata; damaged metadata is named", () => {
  const graph = new Graph("other");
  expect(readMetadata(graph)).toBeUndefined();
  graph.metadata.set("labels", '["walk"').set("inputs", "{}");
  expect(() => readMetadata(graph)).toThrow(/model other: its metadata is not JSON/);
});

test("a temperature is a number above 0, or absent", () => {
  const { graph } = exportedModel();
  expect(readMetadata(graph)).not.toHaveProperty("temperature");
  writeMetadata(graph, { ...readMetadata(graph)!, temperature: 1.75 });
  expect(readMetadata(graph)!.temperature).toBe(1.75);
  for (const wrong of ["0", "-1", '"warm"', "1e999"]) {
    graph.metadata.set("temperature", wrong);
    const sentence = `model ${graph.name}: a temperature of ${wrong} is no number above 0`;
    expect(() => readMetadata(graph)).toThrow(sentence);
  }
});

test("what was done to a signal before windows were cut travels with the model", () => {
  const processing = [{ name: "band-pass", options: { from: 4, to: 38 }, causal: true }];
  const measured = [{ name: "eeg", channels: ["a", "b", "c"], sampleRate: 160, unit: "V" }];
  const signal = {
    length: 64,
    channels: ["x", "y", "z"],
    sampleRate: 50,
    unit: "µV",
    processing,
    measured,
  };
  const { graph } = exportedModel(undefined, { signals: { acc: signal } });
  expect(readMetadata(graph)!.inputs).toEqual({ acc: signal });
  expect(readMetadata(exportedModel().graph)!.inputs.acc).not.toHaveProperty("processing");
});
