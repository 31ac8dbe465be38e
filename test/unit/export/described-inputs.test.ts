/** What a file says of its windows must be true of its inputs: memory and feeds are made by it. */
import { describe, expect, test } from "vitest";
import { UserError } from "#core/errors";
import { readDescription } from "#export/described-inputs";
import { readMetadata } from "#export/metadata";
import { decodeModel } from "#graph/protobuf";
import { exportedModel } from "#test/support/exported";

const { bytes } = exportedModel();

/** The exported model, and what becomes of its description. */
function changed(change: (inputs: Record<string, Record<string, unknown>>) => void) {
  const graph = decodeModel(bytes);
  const inputs = JSON.parse(graph.metadata.get("inputs")!);
  change(inputs);
  graph.metadata.set("inputs", JSON.stringify(inputs));
  return graph;
}

test("a model as it was exported is described", () => {
  const graph = decodeModel(bytes);
  expect(readDescription(graph)).toEqual(readMetadata(graph));
  graph.metadata.delete("inputs");
  expect(readDescription(graph)).toBeUndefined();
});

test("an input with an open size may be described by any window that memory holds", () => {
  const open = (length: number) => {
    const graph = changed(({ acc }) => Object.assign(acc!, { length }));
    graph.inputs[0]!.shape = ["batch", "time", 3];
    return () => readDescription(graph);
  };
  expect(open(1000)()!.inputs.acc!.length).toBe(1000);
  expect(open(1e9)).toThrow('the description of its input "acc" is no window');
});

describe("what is not true is refused", () => {
  test.each<readonly [string, (acc: Record<string, unknown>) => unknown]>([
    ['describes its input "acc" as 1000000 × 3, which is', (acc) => (acc.length = 1e6)],
    ['describes its input "acc" as 64 × 2, which is', (acc) => (acc.channels = ["x", "y"])],
    ['the description of its input "acc" is no window', (acc) => (acc.length = 0)],
    ['the description of its input "acc" is no window', (acc) => (acc.length = "128")],
    ['the description of its input "acc" is no window', (acc) => (acc.channels = [])],
    ['the description of its input "acc" is no window', (acc) => (acc.sampleRate = 0)],
    ['the description of its input "acc" is no window', (acc) => (acc.unit = null)],
  ])("%s", (sentence, change) => {
    const graph = changed(({ acc }) => change(acc!));
    expect(() => readDescription(graph)).toThrow(UserError);
    expect(() => readDescription(graph)).toThrow(sentence);
  });

  test("inputs by other names", () => {
    const renamed = changed((inputs) => {
      inputs.gyro = inputs.acc!;
      delete inputs.acc;
    });
    expect(() => readDescription(renamed)).toThrow('its input "acc" is not described');
    const more = changed((inputs) => Object.assign(inputs, { gyro: inputs.acc }));
    expect(() => readDescription(more)).toThrow('describes "gyro", which is none of its inputs');
  });

  test("labels that are no list of names", () => {
    for (const labels of ["3", "[]", "[1, 2]", '{"length": 4}']) {
      const graph = changed(() => undefined);
      graph.metadata.set("labels", labels);
      expect(() => readDescription(graph), labels).toThrow("its labels are no list of names");
    }
  });
});
