/** @file Ctrl-C, as the reason of an abort. */

export class Interrupted extends Error {
  override readonly name = "Interrupted";

  constructor(command: string) {
    super(`stopped; \`${command}\` goes on from the last checkpoint`);
  }
}
