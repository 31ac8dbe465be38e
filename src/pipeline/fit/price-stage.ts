/** @file What each student costs before it is trained: arithmetic, its smallest file, its float latency. */
import { join } from "node:path";
import { thinning } from "#compress/prune-channels";
import { unreplayable } from "#compress/replay";
import { readJson, writeJson } from "#core/files";
import { buildNetwork } from "#distill/distill-plan";
import { disposeWeights } from "#distill/learner";
import { graphCost } from "#export/cost";
import { encodeCompact } from "#export/quantize/encode-compact";
import { race } from "#export/quantize/race";
import type { Scheme } from "#export/quantize/scheme";
import { weightInt4, weightInt8 } from "#export/quantize/schemes";
import type { Graph } from "#graph/graph";
import type { FitBudget, FitRuntime } from "#report/fit/fit-result";
import { bytes as bytesText, count, duration } from "#report/format";
import { exportNetwork } from "#src/pipeline/exported";
import { fileProvenance } from "#src/pipeline/file-provenance";
import { planFor } from "#src/pipeline/plans";
import { trainingData } from "#src/pipeline/prepare-data";
import { dataKey, type Road } from "#src/pipeline/road";
import type { FitStudent } from "./fit-candidates.ts";
import { sessionsOn } from "./sessions-on.ts";

export interface Cost {
  readonly macs: number;
  /** With weights of 8 bits. */
  readonly bytes: number;
  /** Median µs of the float file. */
  readonly latency: number;
}

export interface Price extends Cost {
  /** With weights of 4 bits. */
  readonly leastBytes: number;
  /** Of what is left when all channels are pruned that may go; `null` where none may. */
  readonly least: Cost | null;
}

/** A form of integers may be so many times as fast as float. */
const mostSpeedup = 2;

/** Of every student, in their order; latencies in one go. */
export async function priceStage(
  road: Road,
  students: readonly FitStudent[],
  on: FitRuntime,
): Promise<readonly Price[]> {
  const { conv } = road.config.export;
  const texts = students.map(({ text, config }) => ({ text, inputs: config.student.inputs }));
  const spec = { name: "price", version: 3, options: { texts, on, conv }, after: [dataKey(road)] };
  const { folder } = await road.store.stage(spec, async (target) => {
    const graphs: Graph[] = [];
    for (const student of students) graphs.push(await untrainedGraph(road, student));
    const leasts = graphs.map(leastOf);
    const files = [...graphs, ...leasts.flatMap((least) => least ?? [])];
    const { medians } = await race(files.map(encodeCompact), await sessionsOn(on));
    const costOf = (graph: Graph): Cost => ({
      macs: graphCost(graph).macs,
      bytes: storedBytes(graph, weightInt8),
      latency: medians[files.indexOf(graph)]! * 1000,
    });
    const prices = graphs.map((graph, i): Price => {
      const least = leasts[i] ? costOf(leasts[i]) : null;
      return { ...costOf(graph), leastBytes: storedBytes(graph, weightInt4), least };
    });
    await writeJson(join(target, "prices.json"), prices);
  });
  return (await readJson<Price[]>(join(folder, "prices.json")))!;
}

async function untrainedGraph(road: Road, { config }: FitStudent): Promise<Graph> {
  const plan = planFor(config, { name: "none", options: {} }, 0).student;
  const network = await buildNetwork(plan, trainingData(config, road.data, 0), 0);
  const provenance = fileProvenance(config, "none", 0); // its bytes count, too
  const { graph } = exportNetwork(network, config, road.data, provenance);
  disposeWeights([network.model]);
  return graph;
}

function leastOf(graph: Graph): Graph | undefined {
  if (unreplayable(graph)) return undefined; // pruned students train further
  const { most, without } = thinning(graph);
  return most > 0 ? without(most) : undefined;
}

/** Of the file that stores its weights so. */
export function storedBytes(graph: Graph, { forms }: Scheme): number {
  const source = { graph, ranges: new Map(), weightBits: 8, keep: new Set<string>() } as const;
  return encodeCompact(forms[0]!.build(source).graph).length;
}

/** Why it cannot keep the budget whatever is done; `undefined` where it may. */
export function tooDear(
  { macs, leastBytes, latency }: Pick<Price, "macs" | "leastBytes" | "latency">,
  budget: FitBudget,
): string | undefined {
  if (budget.macs !== undefined && macs > budget.macs) return `${count(macs)} MACs`;
  if (budget.bytes !== undefined && leastBytes > budget.bytes)
    return `${bytesText(leastBytes)} with weights of 4 bits`;
  if (budget.latency !== undefined && latency > mostSpeedup * budget.latency)
    return `${duration(latency)} in float`;
  return undefined;
}
