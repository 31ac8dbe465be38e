// Measures training steps beside their peers and writes benchmarks/results/train.{md,json}; --profile <case> shows where one spends its time.
import { parseArgs } from "node:util";

const built = (module) => import(new URL(`../dist/${module}.js`, import.meta.url).href);
const { values } = parseArgs({ options: { profile: { type: "string" } } });
const { trainCases } = await built("benchmarks/train/cases");
if (values.profile !== undefined) {
  const { profileStep, profileTable } = await built("benchmarks/train/profile");
  const trainCase = trainCases.find(({ name }) => name === values.profile);
  if (!trainCase)
    throw new Error(
      `no case "${values.profile}"; there are ${trainCases.map(({ name }) => name).join(", ")}`,
    );
  process.stdout.write(profileTable(await profileStep(trainCase)));
}
