/** @file How often the model is right, with a correction and without. */
import type { Correction, PersonalSession, Reading } from "./personal-session.ts";

export interface Judged {
  readonly asked: number;
  /** Shares. */
  readonly before: number;
  readonly after: number;
}

/** `undefined` where there is nothing to be asked. */
export async function judge(
  session: Pick<PersonalSession, "logitsOf">,
  windows: readonly (Reading & { readonly label: number })[],
  correction: Correction,
): Promise<Judged | undefined> {
  if (windows.length === 0) return undefined;
  const rightWith = async (used?: Correction) => {
    let right = 0;
    for (const window of windows) {
      const logits = await session.logitsOf(window, used);
      right += Number(logits.indexOf(Math.max(...logits)) === window.label);
    }
    return right / windows.length;
  };
  return {
    asked: windows.length,
    ...{ before: await rightWith(), after: await rightWith(correction) },
  };
}
