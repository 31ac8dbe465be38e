import { expect, test } from "vitest";
import { benchJsonSchema } from "#benchmarks/harness/bench-report";

const file = new URL("../../../../schema/wristill-bench.schema.json", import.meta.url);

test("the shipped schema is the one that reports are checked with", async () => {
  await expect(`${JSON.stringify(benchJsonSchema(), null, 2)}\n`).toMatchFileSnapshot(
    file.pathname,
  );
});
