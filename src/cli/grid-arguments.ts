/** @file Flags of commands that train a grid: how often, how many at a time, by what, and where the results go. */
import type { ArgsDef } from "citty";

export const gridArguments = {
  seed: { type: "string", description: "one training with this seed", valueHint: "n" },
  seeds: { type: "string", description: "that many trainings: seeds 1 to n", valueHint: "n" },
  jobs: {
    type: "string",
    default: "1",
    description: "trainings at the same time; they share the processors",
    valueHint: "n",
  },
  engine: { type: "string", description: "what trains: ort, tfjs-node, tfjs" },
  out: { type: "string", default: "runs", description: "folder of the run folders" },
  fresh: { type: "boolean", description: "forget earlier results of this kind" },
  json: { type: "boolean", description: "the result as JSON on stdout" },
} as const satisfies ArgsDef;
