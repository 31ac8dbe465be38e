/** @file A method in one word: "kd", "kd:fuse", "pskd(beta=0.5):skel+acc"; a network likewise. */
import { parse } from "yaml";
import { UserError } from "#core/errors";

/** As a configuration's `method` key; nothing is checked but the form. */
export interface WrittenMethod {
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** Roles; all configured teachers where absent. */
  readonly teachers?: readonly string[];
}

/** name, options in parentheses, names after a colon. */
const form = /^(?<name>[\w-]+)(?:\((?<options>[^()]*)\))?(?::(?<names>[^():]+))?$/;

/** Commas that no closing bracket follows. */
const outsideLists = /,(?![^[]*\])/;

/** Entries of a list are separated by commas or semicolons. */
const inLists = (value: string) =>
  value.replaceAll(/\[[^\]]*\]/g, (list) => list.replaceAll(";", ","));

/** Throws a {@link UserError} for another form. */
export function methodChoice(text: string): WrittenMethod {
  const { name, options = "", names } = form.exec(text)?.groups ?? {};
  if (name === undefined)
    throw new UserError(
      `expected a method such as kd, kd:fuse, kd(temperature=2) or pskd:skel+acc; got "${text}"`,
      "`wristill list methods` names them with their options",
    );
  return {
    name,
    options: writtenOptions(options, text),
    ...(names !== undefined && { teachers: names.split("+") }),
  };
}

/** As a configuration's `student` key. */
export interface WrittenNetwork {
  readonly network: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** Modalities. */
  readonly inputs?: readonly string[];
}

/** "ds-cnn1d", "cnn1d-tiny(filters=[16;32;48])", "eegnet:headband". */
export function networkChoice(text: string): WrittenNetwork {
  const { name, options = "", names } = form.exec(text)?.groups ?? {};
  if (name === undefined)
    throw new UserError(
      `expected a network such as ds-cnn1d, cnn1d-tiny(filters=[8;16;32]) or eegnet:headband; got "${text}"`,
      "`wristill list students` names them with their options",
    );
  return {
    network: name,
    options: writtenOptions(options, text),
    ...(names !== undefined && { inputs: names.split("+") }),
  };
}

/** The network as it would be typed. */
export function networkText({ network, options }: Omit<WrittenNetwork, "inputs">): string {
  const settings = Object.entries(options).map(([key, value]) => {
    const text = Array.isArray(value) ? `[${value.join(";")}]` : String(value);
    return `${key}=${text}`;
  });
  return settings.length === 0 ? network : `${network}(${settings.join(",")})`;
}

/** "sigma=0.4, sizes=[3;5]" → { sigma: 0.4, sizes: [3, 5] }; `text`: all that was typed, for messages. */
export function writtenOptions(options: string, text: string): Record<string, unknown> {
  const settings = options.split(outsideLists).filter((each) => each.trim() !== "");
  return Object.fromEntries(
    settings.map((setting) => {
      const [key = "", value] = setting.split("=").map((each) => each.trim());
      if (key !== "" && value) return [key, parse(inLists(value))];
      throw new UserError(`${text}: expected option=value, got "${setting.trim()}"`);
    }),
  );
}
