/** @file The tables of docs/methods.md: what every method declares. */
import type { Method } from "#distill/method";
import * as methods from "#distill/methods";
import type { Stage } from "#distill/stage";

/** Families by folder, in the order of the page. */
const families: Readonly<Record<string, string>> = {
  response: "Response: what the teacher answers",
  feature: "Feature: what happens inside",
  relation: "Relation: how samples stand to each other",
};
const others = "Others: several teachers, several networks, several modalities";

/** `lines` are those of src/distill/methods.ts, which know the folders. */
export function methodTables(lines: string): string {
  const found = Object.entries(methods) as unknown as (readonly [string, Method])[];
  const familyOf = (key: string) =>
    new RegExp(`{ ${key} } from "\\./([\\w-]+)/`).exec(lines)?.[1] ?? "";
  const table = (title: string, of: (family: string) => boolean) => {
    const rows = found.filter(([key]) => of(familyOf(key))).map(([, method]) => row(method));
    return [`### ${title}`, "", head, ...rows, ""];
  };
  return [
    introduction,
    ...Object.entries(families).flatMap(([folder, title]) =>
      table(title, (each) => each === folder),
    ),
    ...table(others, (family) => !(family in families)),
    closing,
  ].join("\n");
}

const head = `| method | what it does | teachers | reads | trains | options and defaults | source |
| --- | --- | --- | --- | --- | --- | --- |`;

function row({ name, summary, teachers, needs, options, source, stages }: Method): string {
  const roles = { none: [], one: ["teacher"], several: ["first", "second"] }[teachers];
  const settings = Object.entries(options).map(([key, value]) => `${key} ${written(value)}`);
  const cells = [
    `\`${name}\``,
    summary,
    teachers,
    needs.filter((need) => need !== "labels").join(", ") || "–",
    stages(roles, options).map(stageName).filter(Boolean).join(", "),
    settings.join(", ") || "–",
    source,
  ];
  return `| ${cells.join(" | ")} |`;
}

function written(value: unknown): string {
  if (typeof value !== "number" || Number.isInteger(value)) return JSON.stringify(value);
  return `${Number(value.toPrecision(3))}`;
}

function stageName(stage: Stage): string {
  if (!("role" in stage)) return "";
  const { role, phase, peers = {} } = stage;
  const together = [role, ...Object.keys(peers)].join(" + ");
  return phase === undefined ? together : `${together} (${phase})`;
}

const introduction = `# Methods

<!-- Written by test/unit/distill/method-table.test.ts, run by vitest with --update; the test fails where it is stale. -->

A method is chosen by name, in a configuration (\`method: { name: rkd, options: { distance: 10 } }\`) or on the command
line (\`--method "rkd(distance=10)"\`, \`--method kd:fuse\` for one of several teachers). Compare what you choose with
\`none\` and \`kd\`: most of what a teacher gives, plain \`kd\` gives, and a feature loss can make a student worse.

- **teachers**: how many of the configured ones it takes.
- **reads**: of the teachers, \`logits\`, \`features\` (the tap before the classifier), \`maps\` (taps over time) or
  \`branches\` (taps of single modalities). What is not read is not kept by \`teacherViews\`; maps take
  4 bytes · windows · time · channels each per view. \`live-teachers\`: the batch is changed inside the step, so that
  \`teacherViews\` will not do; \`live-rows\`: part of the batch is, and for the rest they will.
- **trains**: its trainings in order; a name in brackets is a stage of its own, before the one without.
- Maps are paired from the last; the longer of a pair is pooled to the other's length.
- Shares (\`warmup\`, \`preStage\`, …) are of the epochs configured.
- A row under **trains** with more names than another has learnt for longer. Hold \`self-distill\` against \`none\` with as many
  epochs in all (\`none\` three times as long for two generations), \`ens-theory\` against \`kd\` from one teacher: what is
  left then is the method's.
- What is exported is the student as configured, whatever grew beside it. \`oemc\`'s other sizes are gone with the training;
  for one of them configure that size, and \`widths\` as multiples of it: the paper's four, ¾ being the student, are
  \`widths: [1.333, 0.667, 0.333]\`.
- What a step costs beside one of \`none\`: [the table](../benchmarks/results/methods.md).
`;

const closing = `## What every method is held to

By suites that find a method as soon as it is listed: its gradient is that of finite differences; finite at logits of
±10⁴ and where features are dead; the recorded step moves networks, parts and memories as tf.js does; no teacher is
moved; what it says it reads is enough, and nothing of it idle; a short training is not far behind the labels alone;
nothing but the student is exported. \`test/golden/methods.test.ts\` holds losses and gradients against PyTorch,
\`test/unit/distill\` the properties of each.

## Writing one

A file in a family's folder under \`src/distill\`, and a line in \`src/distill/methods.ts\`. The simplest says whom it
learns from, what it reads, its options and a loss in plain tf.js ([kd](../src/distill/response/kd.ts)). Beyond that
there is, in [the contract](../src/distill/lesson.ts):

| for | declare | as in |
| --- | --- | --- |
| weights that change over the training | \`weights(options, progress)\` | \`eskd\`, \`dkd\` |
| trained pieces that are never exported | \`parts\`; with \`reads\`, their output is a tap, also where the learner teaches later; with \`inner\`, students do not get it | \`fitnet\`, \`ft\`, \`srm\` |
| some of the network's layers once more, of another width too | \`builtAgain\` in \`parts\` | \`one\`, \`oemc\`, \`hsakd\` |
| state besides weights | \`memory\`, \`read\`, \`write\` | \`crd\`, \`asdt\` |
| chance | \`noise(shape)\` | \`crd\`, \`mix-kd\` |
| a batch changed inside the step | \`transform\` | \`mix-kd\`, \`hsakd\` |
| numbers of the step that get no gradient | \`hold\` | \`aekd\`, \`one\` |
| several trainings, each with its lesson | \`stages\` with \`phase\` and \`lesson\`; a role goes on from where it stopped | \`fsp\`, \`srm\` |
| parts of a network that stays as it is | \`still\` | \`ft\`, \`srm\` |
| arrays computed from trained networks | a stage with \`measure\` | \`pskd\`, \`crd\` |
| networks of its own | \`network: { of, options }\`, \`seedOf\`, \`rows\` | \`tf-kd\` |
| weights averaged over the end of a training | \`train: { averageLast }\` in a stage | \`ros-kd\` |
| a role that is the best of others | a stage with \`choose\` | \`takd\` |
| roles that several methods train alike | \`of\` in their lesson | \`takd\`, \`de-ta\`, \`ces-kd\` |
| several networks that learn at once | \`peers\` and \`run\`, the whole step in its hands | \`dml\`, \`bd-kd\` |
`;
