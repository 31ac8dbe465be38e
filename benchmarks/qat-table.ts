/** @file What training for static int8 is worth, as Markdown. */
import type { QatRefusal, QatReport } from "#benchmarks/qat";
import { mean, pairedInterval, sd } from "#core/stats";

export function qatTable(networks: readonly (QatReport | QatRefusal)[]): string {
  const trained = networks.filter((each) => "trained" in each);
  const refused = networks.filter((each) => "refused" in each);
  return [
    "# Training for static int8",
    "",
    "    npm run bench:qat",
    "",
    "The networks of [quantize.md](quantize.md), as they were trained there, in int8 (512 training windows): rounded as they are",
    "(equalised, rounding by data, bias corrected), and trained further with rounded weights and activations, their float selves",
    "as teachers (`quantize: { aware }`; temperature 4, weight 0.9). As many epochs as the network was trained, at half its learning",
    "rate: a rule that was there before the figures were. Accuracy in percent on people or runs that did not train, mean ± sd over",
    "trainings; differences in points, paired by training, with a 95 % interval (Student's t). Trainings of one network share their",
    "test windows, so the intervals say how far seeds differ, not other people.",
    "",
    "| network | epochs | float | rounded | trained | lost by rounding | lost when trained | **trained − rounded** | more epochs alone | shipped |",
    "|---|---|---|---|---|---|---|---|---|---|",
    ...trained.map(line),
    "",
    "**More epochs alone**: the further trained network with nothing rounded, against float. **Shipped**: of so many trainings the",
    "one that was trained further is right on more training windows, so `wristill run` would take it.",
    "",
    ...trained.map(verdict),
    ...refused.map(({ network, refused }) => `- ${network}: not trained. ${refused}`),
    "",
  ].join("\n");
}

function line({ network, epochs, float, further, rounded, trained, shipped }: QatReport): string {
  const cells = [
    ...[network, `${epochs}`, spread(float), spread(rounded), spread(trained)],
    ...[difference(float, rounded), difference(float, trained)],
    `**${difference(trained, rounded)}**`,
    difference(further, float),
    `${shipped.filter(Boolean).length} of ${shipped.length}`,
  ];
  return `| ${cells.join(" | ")} |`;
}

function verdict({ network, trained, rounded, testWindows }: QatReport): string {
  const interval = pairedInterval(trained, rounded);
  const one = (100 / testWindows).toFixed(testWindows < 1000 ? 1 : 2);
  const of = `${interval.n} trainings, ${testWindows} test windows each: one is ${one} points`;
  return `- ${network}: ${found(interval)} (${of}).`;
}

/** A gain or a loss only where the interval says so. */
function found({ low, high }: { readonly low: number; readonly high: number }): string {
  if (low === 0 && high === 0) return "not one window more or fewer is right";
  if (low > 0) return "training helps";
  return high < 0 ? "training harms" : "no difference beyond chance";
}

function spread(values: readonly number[]): string {
  return `${mean(values).toFixed(1)} ± ${sd(values).toFixed(1)}`;
}

function difference(a: readonly number[], b: readonly number[]): string {
  const { mean: middle, low, high } = pairedInterval(a, b);
  return `${signed(middle)} (${signed(low)} … ${signed(high)})`;
}

function signed(points: number): string {
  return `${points < 0 ? "−" : "+"}${Math.abs(points).toFixed(2)}`;
}
