/** Which of two files of one scheme is taken: the one that was only rounded, or the one that was trained for it. */
import { describe, expect, test } from "vitest";
import type { QuantizedCandidate } from "#export/quantize/candidates";
import type { Change } from "#export/quantize/judge";
import { isWeighted } from "#export/quantize/plan";
import { quantizeModel } from "#export/quantize/quantize-model";
import { betterOf } from "#export/quantize/trained";
import { setWeight, weightOf } from "#export/quantize/weights";
import { copyGraph } from "#graph/copy-graph";
import { Graph } from "#graph/graph";
import { createOrtNodeSession as createSession } from "#runtime/ort-node";
import { cnn1dTiny } from "#students/cnn1d-tiny";
import { builtNetwork, exportedModel, waves } from "#test/support/exported";

const candidate = (title: string, kept: readonly string[] = []): QuantizedCandidate => ({
  ...{ title, kept, bytes: new Uint8Array(title.length), graph: new Graph(title) },
  ...{ scheme: "static-int8", form: "qdq", tensors: [], sensitivities: [] },
  ...{ calibrationWindows: 8, trained: title === "trained" },
});
const change = (quantized: number, outputError = 0.01): Change => ({
  ...{ windows: 100, outputError, changedClasses: 4 },
  accuracy: { float: 0.8, quantized },
});

/** Judged by the length of a file's name. */
async function taken(
  rounded: Change,
  trained: Change,
  { kept = [] as string[], accuracyLoss = 0.005 } = {},
) {
  const judge = async ({ length }: Uint8Array) => (length === "trained".length ? trained : rounded);
  const sets = [[candidate("rounded only", kept)], [candidate("trained")]] as const;
  const [first] = await betterOf(...sets, judge, { accuracyLoss, outputError: 0.1 });
  return first!.title;
}

describe("of two files of one scheme", () => {
  test("the one that is right more often, however far its outputs moved", async () => {
    expect(await taken(change(0.797), change(0.81, 0.4))).toBe("trained");
    expect(await taken(change(0.8), change(0.798))).toBe("rounded only");
  });

  test("of equals the one that was not trained", async () => {
    expect(await taken(change(0.8), change(0.8))).toBe("rounded only");
  });

  test("the trained one where the other had to keep layers in float, or broke the budget", async () => {
    expect(await taken(change(0.8), change(0.797), { kept: ["conv1"] })).toBe("trained");
    expect(await taken(change(0.8, 0.3), change(0.797))).toBe("trained");
  });

  test("never the trained one where it breaks the budget itself", async () => {
    expect(await taken(change(0.7), change(0.75))).toBe("rounded only");
  });
});

test("a model trained for the scheme is shipped where labels say so, and told of", async () => {
  const network = builtNetwork(cnn1dTiny);
  const { graph } = exportedModel(network);
  const feeds = [waves(network, 64, 2)];
  const other = copyGraph(graph); // as if training had turned the classes around
  const classifier = other.nodes.filter(isWeighted).at(-1)!;
  setWeight(
    other,
    classifier,
    weightOf(classifier).data.map((w) => -w),
  );
  const trained = new Map([["weight-int8", { graph: other, ranges: new Map() }]]);
  const session = await createSession((await quantizeModel(other, options())).bytes);
  const { data } = (await session.run(feeds[0]!)).logits!;
  await session.release();
  const labels = Int32Array.from({ length: 64 }, (_, i) => {
    const row = [...(data as Float32Array).subarray(4 * i, 4 * i + 4)];
    return row.indexOf(Math.max(...row));
  });
  function options() {
    return { scheme: "weight-int8", target: "mcu", calibration: feeds, createSession } as const;
  }
  const file = await quantizeModel(graph, { ...options(), trained, trial: { feeds, labels } });
  expect(file).toMatchObject({ trained: true, kept: [], title: "weight-int8 cast-scale, trained" });
  expect(file.change.accuracy!.quantized).toBe(1);
});
