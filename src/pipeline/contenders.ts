/** @file "none,kd:fuse,pskd(beta=0.5)" → the contenders of a comparison, checked as a configuration is. */
import { UserError } from "#core/errors";
import type { Contender } from "./compare.ts";
import { parseConfig } from "./config.ts";
import type { Config } from "./config-schema.ts";
import { methodChoice } from "./method-choice.ts";
import { knownEntries } from "./registries.ts";

/** Commas inside parentheses separate options. */
const betweenContenders = /,(?![^(]*\))/;

/** Methods separated by commas, each in the form of `methodChoice`; the first is the baseline. */
export function contendersOf(text: string, config: Config): Contender[] {
  const labels = text.split(betweenContenders).map((label) => label.trim());
  const twice = labels.find((label, i) => labels.indexOf(label) !== i);
  if (twice !== undefined)
    throw new UserError(`--methods: "${twice}" stands there twice`, "name each contender once");
  return labels.map((label) => {
    const source = `--methods ${label}`;
    const method = methodChoice(label);
    const checked = parseConfig({ ...config, method }, { source, known: knownEntries });
    return { label, ...checked.method };
  });
}
