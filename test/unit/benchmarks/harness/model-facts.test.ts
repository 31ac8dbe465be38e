import { expect, test } from "vitest";
import { modelFacts } from "#benchmarks/harness/model-facts";
import { quantizeModel } from "#export/quantize/quantize-model";
import { createOrtNodeSession as createSession } from "#runtime/ort-node";
import { cnn1dTiny } from "#students/cnn1d-tiny";
import { builtNetwork, exportedModel, waves } from "#test/support/exported";
import { decidedByWindows, windowModels } from "#test/support/large-models";

test.each(["weight-int4", "weight-int8", "static-int8"])(
  "arithmetic of a %s file is that of the float one",
  async (scheme) => {
    const network = builtNetwork(cnn1dTiny);
    const { bytes, graph } = exportedModel(network);
    const calibration = [waves(network, 16, 1)];
    const small = await quantizeModel(graph, { calibration, createSession, scheme, target: "mcu" });
    const [float, packed] = await Promise.all(
      [bytes, small.bytes].map((each) => modelFacts({ name: "it", bytes: each }, createSession)),
    );
    expect(packed!.uncounted).toBeNull();
    expect(packed!.macs).toBe(float!.macs);
    if (scheme.startsWith("weight")) {
      const lighter = float!.bytesMoved! - packed!.bytesMoved!; // activations are the same
      expect(lighter).toBeGreaterThan(0.7 * 4 * float!.parameters!);
    }
  },
);

test("a file says whether numbers in the windows decide on sizes, and why its work is not counted", async () => {
  const known = { name: "it", bytes: exportedModel(builtNetwork(cnn1dTiny)).bytes };
  expect((await modelFacts(known, createSession)).undecided).toBeNull();
  for (const [name, make] of windowModels) {
    const facts = await modelFacts({ name, bytes: make() }, createSession);
    expect(facts.undecided).toMatch(decidedByWindows);
    expect(facts.uncounted).toBe(facts.undecided);
  }
});
