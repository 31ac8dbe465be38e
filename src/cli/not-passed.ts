/** @file A check that the user asked for and that did not pass: nobody's mistake, exit code 1. */

export class NotPassed extends Error {
  override readonly name = "NotPassed";
}
