/** @file What a distillation is given on a road: data for the student and its teachers, places to keep them. */
import type { DistillContext } from "#distill/distill";
import type { Config } from "./config-schema.ts";
import { trainingData } from "./prepare-data.ts";
import { dataKey, type Road } from "./road.ts";

/** `student`: folder of the student inside the seed's; teachers have folders of their own. */
export function distillContext(road: Road, seed: number, student: string): DistillContext {
  const { config, data, engine, store, environment } = road;
  const { clock, onProgress, signal } = environment;
  const { teacherAugment, ...others } = config;
  const dataOf = (each: Config) => ({
    data: trainingData(each, data, seed),
    dataKey: dataKey({ config: each, data }),
  });
  return {
    engine,
    ...dataOf(config),
    ...(teacherAugment && { forTeachers: dataOf({ ...others, augment: teacherAugment }) }),
    keeper: store,
    folderOf: (role) => `seed-${seed}/${role === "student" ? student : `teacher-${role}`}`,
    clock,
    onProgress,
    signal,
  };
}
