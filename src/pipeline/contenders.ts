/** @file "none,kd:fuse,pskd(beta=0.5)" → the contenders of a comparison, checked as a configuration is. */
import { UserError } from "#core/errors";
import type { Contender } from "./comparison.ts";
import { parseConfig } from "./config.ts";
import type { Config } from "./config-schema.ts";
import { methodChoice } from "./method-choice.ts";
import { knownEntries } from "./registries.ts";

/** Commas inside parentheses separate options. */
const betweenEntries = /,(?![^(]*\))/;

/** Methods separated by commas, each in the form of `methodChoice`; the first is the baseline. */
export function contendersOf(text: string, config: Config): Contender[] {
  return entriesOf(text, "--methods").map((label) => contenderOf(label, config));
}

/** What stands between the commas of a flag, each once. */
export function entriesOf(text: string, flag: string): string[] {
  const labels = text.split(betweenEntries).map((label) => label.trim());
  const twice = labels.find((label, i) => labels.indexOf(label) !== i);
  if (twice !== undefined)
    throw new UserError(`${flag}: "${twice}" stands there twice`, "name each once");
  return labels;
}

/** "kd:acc|large" is kd:acc where a teacher acc is configured, else kd:large. */
export function contenderOf(label: string, config: Config): Contender {
  const written = firstKnown(label, Object.keys(config.teachers));
  const source = `--methods ${label}`;
  const { method } = parseConfig(
    { ...config, method: methodChoice(written) },
    { source, known: knownEntries },
  );
  return { label, ...(written !== label && { written }), ...method };
}

/** Of alternatives after the colon, the first that is known. */
export function firstKnown(text: string, known: readonly string[]): string {
  return text.replace(/:[^()]+$/, (names) => {
    const chosen = names
      .slice(1)
      .split("+")
      .map((each) => {
        const alternatives = each.split("|");
        return alternatives.find((name) => known.includes(name)) ?? alternatives[0];
      });
    return `:${chosen.join("+")}`;
  });
}
