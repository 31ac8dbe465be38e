import { existsSync, readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { exportPasses } from "#export/passes/index";
import { productPasses, qlinearPasses, standardPasses } from "#export/quantize/passes/index";
import { runPasses } from "#graph/pass";
import { printGraph } from "#graph/print";
import { sampleGraphs } from "#test/support/sample-graphs";

const folders = {
  "export/passes": exportPasses("1d"),
  "export/quantize/passes": [...qlinearPasses, ...productPasses, ...standardPasses],
};
const passes = [...new Set(Object.values(folders).flat())];

describe.each(passes)("$name", (pass) => {
  test("is the name of its file and says where it comes from", () => {
    const files = Object.keys(folders).map((folder) => `${folder}/${pass.name}.ts`);
    expect(files.some(existsSync)).toBe(true);
    expect(pass.source).not.toBe("");
  });

  test.each(sampleGraphs)("finds nothing a second time in $name", (build) => {
    const graph = build();
    const before = passes.indexOf(pass);
    runPasses(graph, passes.slice(0, before + 1));
    const text = printGraph(graph);
    expect(runPasses(graph, [pass])).toEqual([{ name: pass.name, rewrites: 0 }]);
    expect(printGraph(graph)).toBe(text);
  });
});

test.each(Object.keys(folders))("every pass in %s is in the list", (folder) => {
  const listed = new Set(passes.map(({ name }) => `${name}.ts`));
  const source = readdirSync(folder, { encoding: "utf8" });
  const notPasses = [
    "index.ts",
    "channels-last.ts",
    "neighbours-as-columns.ts",
    "neighbours-as-rows.ts",
    "only-reader.ts",
    "permuted.ts",
    "quantized.ts",
    "unfold.ts",
  ];
  const known = [...notPasses, "sink-rules.ts", "view.ts"];
  expect(source.filter((file) => !listed.has(file) && !known.includes(file))).toEqual([]);
});
