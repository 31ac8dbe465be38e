/** @file What may go better at the next attempt: a dropped connection, a server that is busy. */
import { messageOf } from "#core/errors";

export class TransientError extends Error {
  override readonly name = "TransientError";
  /** ms that the server asked to wait (`Retry-After`). */
  readonly wait: number | undefined;

  constructor(message: string, wait?: number) {
    super(message);
    this.wait = wait;
  }
}

/** Errors of a connection as {@link TransientError}; Node hides the reason in `cause`. */
export function connectionLost(error: unknown): TransientError {
  const cause = error instanceof Error ? error.cause : undefined;
  const reason = cause === undefined ? "" : ` (${messageOf(cause)})`;
  return new TransientError(`${messageOf(error)}${reason}`);
}
