/** @file The graphs that onnxruntime makes of a file when it loads it: other operators than the file's own. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Graph } from "#graph/graph";
import { decodeModel } from "#graph/protobuf";
import type { CreateSession } from "./session.ts";

/** "all" depends on the processor: it has layouts of its own on x86. */
const levels = ["basic", "extended", "all"] as const;

/** One for each level of optimization; through files, as onnxruntime hands them over. */
export async function optimizedGraphs(
  bytes: Uint8Array,
  createSession: CreateSession,
): Promise<readonly Graph[]> {
  const folder = await mkdtemp(join(tmpdir(), "wristill-"));
  try {
    const graphs: Graph[] = [];
    for (const optimization of levels) {
      const saveTo = join(folder, `${optimization}.onnx`);
      const session = await createSession(bytes, { optimization, saveTo });
      await session.release();
      graphs.push(decodeModel(await readFile(saveTo)));
    }
    return graphs;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
