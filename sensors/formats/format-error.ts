/** @file What every parser throws for a file it can't read: which file, where in it, what is wrong, what to do. */
import { UserError } from "#core/errors";

/** Where reading stopped: a 1-based line, a 0-based byte or record, or an entry of an archive. */
export type Place =
  | { readonly line: number }
  | { readonly byte: number }
  | { readonly record: number }
  | { readonly entry: string };

/** A file that is not what it claims to be, is cut short, or contradicts itself. */
export class FormatError extends UserError {
  override readonly name = "FormatError";
  readonly file: string;
  readonly place: Place;

  constructor(
    file: string,
    place: Place,
    problem: string,
    help: string = "get the file again: it may be incomplete",
    options?: ErrorOptions,
  ) {
    super(`${file}, ${placeWords(place)}: ${problem}`, help, options);
    this.file = file;
    this.place = place;
  }
}

function placeWords(place: Place): string {
  const [[unit, value]] = Object.entries(place) as [[string, number | string]];
  return `${unit} ${value}`;
}
