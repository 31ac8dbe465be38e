/** @file Early-stopped knowledge distillation: a teacher stopped early, and distillation that ends early. */
import { mul, type Scalar, sub } from "@tensorflow/tfjs";
import { UserError } from "#core/errors";
import { defineMethod, type Method } from "#distill/method";
import { before } from "#distill/ramps";
import { plainTeachers } from "#distill/stage";
import { kd } from "./kd.ts";

export interface EskdOptions {
  /** Softmax temperature τ. */
  readonly temperature: number;
  /** Weight λ of the distillation term while it lasts; the labels get 1 − λ, and 1 afterwards. */
  readonly lambda: number;
  /** Share of the teacher's epochs that it is trained for. */
  readonly teacherEpochs: number;
  /** "compressed": the whole learning-rate schedule fits into them; "snapshot": the schedule is cut off. */
  readonly teacherStop: string;
  /** Share of the student's epochs with distillation. */
  readonly studentEpochs: number;
}

/** Plain distillation from a teacher trained for a fraction of its epochs; in the end the labels alone. */
export const eskd: Method<EskdOptions> = defineMethod<EskdOptions>({
  name: "eskd",
  summary: "early-stopped teacher, early-stopped distillation",
  source: "Cho and Hariharan 2019, arXiv:1910.01348, §4; shares of the epochs are ours",
  teachers: "one",
  needs: ["logits", "labels"],
  laws: ["zero-at-teacher", "shift-invariant", "per-sample", "never-negative"],
  options: {
    temperature: 4,
    lambda: 0.9,
    teacherEpochs: 0.25,
    teacherStop: "compressed",
    studentEpochs: 0.75,
  },
  weights({ lambda, studentEpochs }, progress) {
    const soft: Scalar = mul(before(progress, studentEpochs), lambda);
    return { hard: sub(1, soft), soft };
  },
  stages(teachers, { teacherEpochs, teacherStop }) {
    if (teacherStop !== "compressed" && teacherStop !== "snapshot") {
      throw new UserError(
        `eskd: teacherStop must be "compressed" or "snapshot", got "${teacherStop}"`,
      );
    }
    const cutSchedule = teacherStop === "snapshot";
    return [
      ...plainTeachers(teachers, { epochs: teacherEpochs, cutSchedule }),
      { role: "student", teachers },
    ];
  },
  loss: (input, { temperature }) => kd.loss!(input, { ...kd.options, temperature }),
});
