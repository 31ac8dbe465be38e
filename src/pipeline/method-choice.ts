/** @file A method in one word: "kd", "kd:fuse", "pskd(beta=0.5):skel+acc". */
import { parse } from "yaml";
import { UserError } from "#core/errors";

/** As a configuration's `method` key; nothing is checked but the form. */
export interface WrittenMethod {
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** Roles; all configured teachers where absent. */
  readonly teachers?: readonly string[];
}

/** name, options in parentheses, teachers after a colon. */
const form = /^(?<name>[\w-]+)(?:\((?<options>[^()]*)\))?(?::(?<teachers>[^():]+))?$/;

/** Throws a {@link UserError} for another form. */
export function methodChoice(text: string): WrittenMethod {
  const { name, options = "", teachers } = form.exec(text)?.groups ?? {};
  if (name === undefined)
    throw new UserError(
      `expected a method such as kd, kd:fuse, kd(temperature=2) or pskd:skel+acc; got "${text}"`,
      "`wristill list methods` names them with their options",
    );
  return {
    name,
    options: writtenOptions(options, text),
    ...(teachers !== undefined && { teachers: teachers.split("+") }),
  };
}

/** "sigma=0.4, knots=3" → { sigma: 0.4, knots: 3 }; `text`: all that was typed, for messages. */
export function writtenOptions(options: string, text: string): Record<string, unknown> {
  const settings = options.split(",").filter((each) => each.trim() !== "");
  return Object.fromEntries(
    settings.map((setting) => {
      const [key = "", value] = setting.split("=").map((each) => each.trim());
      if (key !== "" && value) return [key, parse(value)];
      throw new UserError(`${text}: expected option=value, got "${setting.trim()}"`);
    }),
  );
}
