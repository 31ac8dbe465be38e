/** @file `wristill verify`: is an ONNX file sound, and what do its layers cost? */
import { defineCommand } from "citty";
import { UserError } from "#core/errors";
import { modelAt } from "#src/cli/model-at";
import type { Terminal } from "#src/cli/terminal";

export const verify = defineCommand({
  meta: { name: "verify", description: "Check an ONNX file, and show what each layer costs" },
  args: {
    model: { type: "positional", required: true, description: "ONNX file" },
    json: { type: "boolean", description: "as JSON, problems included" },
  },
  async run({ args, data }) {
    const { stdout } = data as Terminal;
    const { inspectModel } = await import("#export/inspect-model");
    const { createSession } = await import("#runtime/ort");
    const { verifyReport } = await import("#src/cli/verify-report");
    const facts = await inspectModel(await modelAt(args.model), createSession);
    if (args.json) stdout.write(`${JSON.stringify(facts)}\n`);
    if (facts.problems.length > 0) throw notSound(args.model, facts.problems);
    if (!args.json) stdout.write(`${verifyReport(args.model, facts)}\n`);
  },
});

/** The first dozen; a file broken everywhere has hundreds. */
function notSound(file: string, problems: readonly string[]): UserError {
  const shown = problems.slice(0, 12).map((problem) => `\n  - ${problem}`);
  const more =
    problems.length > 12 ? `\n  - and ${problems.length - 12} more (--json has all)` : "";
  return new UserError(`${file} is not a sound ONNX model:${shown.join("")}${more}`);
}
