/** @file One training step, all contenders. */
import type { Pytorch } from "#benchmarks/peers/pytorch";
import { medianInterval } from "#core/bootstrap";
import { UserError } from "#core/errors";
import { median, quantile } from "#core/quantiles";
import { Random } from "#core/random";
import { graphCost } from "#export/cost";
import { recordInference } from "#record/inference";
import { weightsOf } from "#train/weights";
import type { TrainCase } from "./cases.ts";
import { type Contender, interleave, type Rounds, type Times } from "./contender.ts";
import { type Absent, eagerBackends, eagerContender } from "./eager.ts";
import { gemmContender, gemmFlops } from "./gemm.ts";
import { type NetworkName, networks } from "./networks.ts";
import { type CompileTimes, recordedContender } from "./recorded.ts";

/** A peer's time beside ours; milliseconds per step. */
export interface TrainRow {
  readonly case: string;
  readonly ours: string;
  readonly peer: string;
  /** Medians over all steps. */
  readonly oursMs: number;
  readonly peerMs: number;
  /** oursMs ÷ peerMs: below 1, we are faster. */
  readonly ratio: number;
  /** 95 % interval of the median, over the rounds, of the ratio within a round; absent for fewer than five rounds. */
  readonly interval?: { readonly low: number; readonly high: number };
  readonly oursP95: number;
  readonly peerP95: number;
  readonly oursSteps: number;
  readonly peerSteps: number;
}

/** What one step is, and how close it comes to what the machine can do. */
export interface CaseFacts extends TrainCase {
  readonly parameters: number;
  /** Floating-point operations of one step: two per multiply-accumulate, three passes (forward, gradient of the input, gradient of the weights); a frozen teacher takes one. */
  readonly flops: number;
  readonly gflopsPerSecond: number;
  /** Of a 512³ matrix product in onnxruntime, in the same rounds. */
  readonly gemmGflopsPerSecond: number;
  readonly compileMs: CompileTimes;
}

export interface CaseReport {
  readonly facts?: CaseFacts;
  readonly rows: readonly TrainRow[];
  readonly absent: readonly Absent[];
}

export interface CaseOptions extends Rounds {
  readonly threads: number;
  readonly seed: number;
  readonly pytorch: Pytorch | string;
}

/** Everyone who can take part runs the step of one case, in turn. */
export async function measureCase(trainCase: TrainCase, options: CaseOptions): Promise<CaseReport> {
  const { threads, seed } = options;
  const found = await peersOf(trainCase, options);
  const peers = found.filter((it) => "run" in it);
  const contenders: Contender[] = [...peers];
  const absent = found.filter((it) => "reason" in it);
  try {
    const ours = await recordedContender(trainCase, threads);
    contenders.unshift(ours, await gemmContender(threads));
    const random = new Random(seed).fork(trainCase.name);
    const [own, product, ...others] = await interleave(contenders, options, random);
    const rows = peers.map(({ name }, i) => ({
      ...{ case: trainCase.name, ours: ours.name, peer: name },
      ...compareTimes(own!, others[i]!, random),
    }));
    return { facts: factsOf(trainCase, ours.compile, own!, product!), rows, absent };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const ours = { name: `wristill, ${trainCase.name}`, reason: error.message.split("\n")[0]! };
    return { rows: [], absent: [ours, ...absent] };
  } finally {
    for (const { close } of contenders) await close();
  }
}

async function peersOf(
  trainCase: TrainCase,
  { threads, pytorch, slowRounds }: CaseOptions,
): Promise<(Contender | Absent)[]> {
  const found: (Contender | Absent)[] = [pytorchContender(trainCase, pytorch)];
  for (const which of eagerBackends) {
    if (which !== "cpu" || (trainCase.small && slowRounds > 0)) {
      found.push(await eagerContender(which, trainCase, threads));
    }
  }
  return found;
}

function pytorchContender(trainCase: TrainCase, pytorch: Pytorch | string): Contender | Absent {
  if (typeof pytorch === "string") return { name: "PyTorch", reason: pytorch };
  const ours = parameterCount(trainCase);
  const theirs = pytorch.parameters[trainCase.network];
  const name = `PyTorch ${pytorch.version}, eager`;
  if (theirs !== ours) {
    return { name, reason: `its ${trainCase.network} has ${theirs} parameters, ours ${ours}` };
  }
  return {
    name,
    run: (steps) => pytorch.run(trainCase, steps),
    close: () => undefined, // one process serves all cases
  };
}

function parameterCount({ network }: TrainCase): number {
  const { task, build } = networks[network];
  return weightsOf([build(task).model]).parameters.size;
}

function compareTimes(ours: Times, peer: Times, random: Random) {
  const ratios = peer.rounds.map((theirs, round) => ours.rounds[round]! / theirs);
  const [oursMs, peerMs] = [median(ours.all), median(peer.all)];
  return {
    ...{ oursMs, peerMs, ratio: oursMs / peerMs },
    ...(ratios.length >= 5 && { interval: medianInterval(ratios, random.fork("interval")) }),
    ...{ oursP95: quantile(ours.all, 0.95), peerP95: quantile(peer.all, 0.95) },
    ...{ oursSteps: ours.all.length, peerSteps: peer.all.length },
  };
}

function factsOf(
  trainCase: TrainCase,
  compileMs: CompileTimes,
  ours: Times,
  product: Times,
): CaseFacts {
  const macs = (name: NetworkName) => {
    const { task, build } = networks[name];
    return graphCost(recordInference(build(task))).macs;
  };
  const trained = 3 * macs(trainCase.network);
  const applied = trainCase.target === "teacher" ? macs("wrn1d-16-3") : 0;
  const flops = 2 * trainCase.batch * (trained + applied);
  return {
    ...trainCase,
    parameters: parameterCount(trainCase),
    flops,
    gflopsPerSecond: flops / median(ours.all) / 1e6,
    gemmGflopsPerSecond: gemmFlops / median(product.all) / 1e6,
    compileMs,
  };
}
