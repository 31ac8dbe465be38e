/** @file What onnx (PyPI) says of files: its checker, then its strict shape inference. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runPython } from "./python.ts";

const script = new URL("../differential/onnx_checker.py", import.meta.url);

/** By name: the complaint, or null. */
export async function onnxVerdicts(
  files: Iterable<readonly [name: string, bytes: Uint8Array]>,
): Promise<ReadonlyMap<string, string | null>> {
  const folder = await mkdtemp(join(tmpdir(), "wristill-"));
  for (const [name, bytes] of files) await writeFile(join(folder, `${name}.onnx`), bytes);
  const verdicts = runPython(script, folder) as Readonly<Record<string, string | null>>;
  await rm(folder, { recursive: true });
  return new Map(Object.entries(verdicts).map(([file, said]) => [file.slice(0, -5), said]));
}
