/**
 * @file Every command by name, one word or two, in the order people meet them; a module is loaded when its command is
 * called.
 */
import type { ArgsDef, CommandDef } from "citty";

export const commands: Readonly<Record<string, () => Promise<CommandDef>>> = {
  run: async () => untyped((await import("./commands/run.ts")).run),
  compare: async () => untyped((await import("./commands/compare.ts")).compare),
  fit: async () => untyped((await import("./commands/fit.ts")).fit),
  quantize: async () => untyped((await import("./commands/quantize.ts")).quantize),
  export: async () => untyped((await import("./commands/export.ts")).exportModel),
  verify: async () => untyped((await import("./commands/verify.ts")).verify),
  stream: async () => untyped((await import("./commands/stream.ts")).stream),
  bench: async () => untyped((await import("./commands/bench.ts")).bench),
  live: async () => untyped((await import("./commands/live.ts")).live),
  "study wear-aug-kd": async () =>
    untyped((await import("./commands/study-wear-aug-kd.ts")).studyWearAugKd),
  "study sweet-spot": async () =>
    untyped((await import("./commands/study-sweet-spot.ts")).studySweetSpot),
  "data get": async () => untyped((await import("./commands/data-get.ts")).dataGet),
  "data inspect": async () => untyped((await import("./commands/data-inspect.ts")).dataInspect),
  "data preview": async () => untyped((await import("./commands/data-preview.ts")).dataPreview),
  list: async () => untyped((await import("./commands/list.ts")).list),
  report: async () => untyped((await import("./commands/report.ts")).report),
  init: async () => untyped((await import("./commands/init.ts")).init),
};

/** A command's arguments are typed inside it only. */
function untyped<T extends ArgsDef>(command: CommandDef<T>): CommandDef {
  return command as unknown as CommandDef;
}
