/** @file Sentences that say which file they are about. */
import { UserError } from "./errors.ts";

/**
 * What is wrong with a file's content is told with the file, unless the sentence has it already.
 *
 * @param file As the person named it; `undefined` where nobody did.
 */
export async function aboutFile<T>(
  file: string | undefined,
  work: () => T | Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof UserError) || file === undefined || error.problem.includes(file))
      throw error;
    throw new UserError(`${file}: ${error.problem}`, error.help, { cause: error });
  }
}
