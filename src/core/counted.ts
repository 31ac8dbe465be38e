/** @file How many of something, in words. */

/** "1 epoch", "3 epochs"; with `several`: "1 person", "3 people". */
export function counted(count: number, one: string, several = `${one}s`): string {
  return `${count} ${count === 1 ? one : several}`;
}
