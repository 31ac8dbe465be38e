/** @file What each student costs before it is trained: arithmetic, its smallest file, its float latency. */
import { join } from "node:path";
import { readJson, writeJson } from "#core/files";
import { buildNetwork } from "#distill/distill-plan";
import { disposeWeights } from "#distill/learner";
import { encodeCompact } from "#export/quantize/encode-compact";
import { race } from "#export/quantize/race";
import { weightInt4 } from "#export/quantize/schemes";
import type { FitBudget, FitRuntime } from "#report/fit/fit-result";
import { bytes as bytesText, count, duration } from "#report/format";
import { exportNetwork } from "#src/pipeline/exported";
import { planFor } from "#src/pipeline/plans";
import { trainingData } from "#src/pipeline/prepare-data";
import { dataKey, type Road } from "#src/pipeline/road";
import type { FitStudent } from "./fit-candidates.ts";
import { sessionsOn } from "./sessions-on.ts";

export interface Price {
  readonly macs: number;
  /** With weights of 4 bits. */
  readonly leastBytes: number;
  /** Median µs of the float file. */
  readonly latency: number;
}

/** A form of integers may be so many times as fast as float. */
const mostSpeedup = 2;

/** Of every student, in their order; latencies in one go. */
export async function priceStage(
  road: Road,
  students: readonly FitStudent[],
  on: FitRuntime,
): Promise<readonly Price[]> {
  const texts = students.map(({ text, config }) => ({ text, inputs: config.student.inputs }));
  const spec = { name: "price", options: { texts, on }, after: [dataKey(road)] };
  const { folder } = await road.store.stage(spec, async (target) => {
    const files: Uint8Array[] = [];
    const prices: Omit<Price, "latency">[] = [];
    for (const { config } of students) {
      const plan = planFor(config, { name: "none", options: {} }, 0).student;
      const network = await buildNetwork(plan, trainingData(config, road.data, 0), 0);
      const { bytes, graph, cost } = exportNetwork(network, config, road.data, {});
      disposeWeights([network.model]);
      const source = { graph, ranges: new Map(), weightBits: 8, keep: new Set<string>() } as const;
      const smallest = encodeCompact(weightInt4.forms[0]!.build(source).graph).length;
      files.push(bytes);
      prices.push({ macs: cost.macs, leastBytes: smallest });
    }
    const { medians } = await race(files, await sessionsOn(on));
    await writeJson(
      join(target, "prices.json"),
      prices.map((price, i) => ({ ...price, latency: medians[i]! * 1000 })),
    );
  });
  return (await readJson<Price[]>(join(folder, "prices.json")))!;
}

/** Why it cannot keep the budget whatever is done; `undefined` where it may. */
export function tooDear(
  { macs, leastBytes, latency }: Price,
  budget: FitBudget,
): string | undefined {
  if (budget.macs !== undefined && macs > budget.macs) return `${count(macs)} MACs`;
  if (budget.bytes !== undefined && leastBytes > budget.bytes)
    return `${bytesText(leastBytes)} with weights of 4 bits`;
  if (budget.latency !== undefined && latency > mostSpeedup * budget.latency)
    return `${duration(latency)} in float`;
  return undefined;
}
