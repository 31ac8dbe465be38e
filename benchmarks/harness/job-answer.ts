/** @file What another process, or a page, answers: errors do not cross by themselves. */
import { messageOf, UserError } from "#core/errors";
import type { Measured } from "./target.ts";

export type JobAnswer =
  | { readonly measured: Measured }
  | { readonly error: string; readonly ofUser: boolean };

/** On the far side. Never throws. */
export async function answerOf(measure: () => Promise<Measured>): Promise<JobAnswer> {
  try {
    return { measured: await measure() };
  } catch (error) {
    return { error: messageOf(error), ofUser: error instanceof UserError };
  }
}

/** On this side: what was measured, or the error as it was. */
export function measuredIn(answer: JobAnswer): Measured {
  if ("measured" in answer) return answer.measured;
  throw answer.ofUser ? new UserError(answer.error) : new Error(answer.error);
}
