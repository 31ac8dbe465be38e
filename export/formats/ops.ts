/** @file Which operators a runtime must have: for onnxruntime builds that leave the others out. */
import { lackingIn, prebuiltPackages } from "#export/prebuilt-packages";
import { requiredTypes } from "#export/required-operators";
import { defineFormat, type Format } from "./format.ts";

/** The file's own operators, and those that onnxruntime puts in their place when it loads the file. */
export const ops: Format = defineFormat({
  name: "ops",
  summary:
    "operators and types that an onnxruntime build for this model needs (--include_ops_by_config)",
  source: "https://onnxruntime.ai/docs/reference/operators/reduced-operator-config-file.html",
  calibrated: false,
  output: "file",
  ending: ".config",
  async write(source, stem) {
    const { file } = source;
    const optimized = await source.optimized();
    const lines = requiredTypes([file, ...optimized]);
    const packages = prebuiltPackages.map((it) => {
      const lacking = lackingIn(it, file);
      return [it, lacking.length === 0 ? "has all of it" : `lacks ${lacking.join(", ")}`] as const;
    });
    const comments = packages.map(
      ([{ name, source: told }, verdict]) => `# ${name}: ${verdict}. ${told}`,
    );
    const content = [`# ${file.name}`, ...comments, ...lines, ""].join("\n");
    const kinds = (graphs: readonly (typeof file)[]) =>
      new Set(graphs.flatMap(({ nodes }) => nodes.map(({ domain, op }) => `${domain}:${op}`)));
    const own = kinds([file]);
    return {
      files: [{ name: `${stem}.config`, content }],
      facts: {
        operators: own.size,
        "put in by onnxruntime":
          [...kinds(optimized)]
            .filter((kind) => !own.has(kind))
            .sort()
            .join(", ") || "none",
        ...Object.fromEntries(
          packages.map(([{ name }, verdict]) => [name.split(" (")[0]!, verdict]),
        ),
      },
    };
  },
});
