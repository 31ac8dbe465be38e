/** @file An entry with its options in one word: "jitter", "time-warp(sigma=0.4)". */
import { writtenOptions } from "#src/pipeline/method-choice";

const form = /^(?<name>[\w-]+)(?:\((?<options>[^()]*)\))?$/;

/** Neither is looked up; `undefined` for another form. */
export function namedChoice(text: string) {
  const { name, options = "" } = form.exec(text)?.groups ?? {};
  return name === undefined ? undefined : { name, options: writtenOptions(options, text) };
}
