/** @file Windows as tables: a folder with one CSV file per window, in a folder per class where there are labels. */

import { rowsAsRead } from "#benchmarks/rows-as-read";
import { type SampleModel, type Samples, windowShape } from "#benchmarks/samples";
import { UserError } from "#core/errors";
import { sizeOf } from "#core/signal";
import { openFiles } from "#sensors/files";
import { type CsvTable, numberAt, readCsv } from "#sensors/formats/csv";

/**
 * Rows are moments, columns are channels in the model's order, under a header line; also of models that read
 * `[channel, time]`, as PyTorch's convolutions do.
 */
export async function tableSamples(
  folder: string,
  { inputs, classes }: SampleModel,
): Promise<Samples> {
  const [input] = inputs;
  const shape = input && windowShape(input);
  const apart = shape?.filter((size) => size !== 1) ?? [];
  if (!input || !shape || inputs.length > 1 || shape.length < 2 || apart.length > 2) {
    throw new UserError(
      `${folder}: tables hold one input of times and channels; the model reads ${inputs.map((it) => `"${it.name}" [${it.shape.join(", ")}]`).join(", ")}`,
      "save the windows as .npz",
    );
  }
  const files = await openFiles(folder);
  try {
    const found = files.list(/\.(csv|tsv)$/i);
    if (found.length === 0)
      throw new UserError(`${folder}: no CSV files here`, "one file is one window");
    const width = sizeOf(shape);
    const data = new Float32Array(found.length * width);
    for (const [i, file] of found.entries()) {
      const table = readCsv(await file.text(), `${folder}/${file.path}`);
      data.set(valuesIn(table, shape), i * width);
    }
    const paths = found.map(({ path }) => path);
    return {
      inputs: { [input.name]: data },
      count: found.length,
      labels: labelsOf(folder, paths, classes),
    };
  } finally {
    files.close();
  }
}

/** In the order of the model's axes. */
function valuesIn(table: CsvTable, window: readonly number[]): Float32Array {
  const { file, columns, rows } = table;
  const [times, channels] = [rows.length, columns.length];
  const read = rowsAsRead(window, times, channels);
  if (!read) {
    throw new UserError(
      `${file}: ${times} rows of ${channels} columns; the model's window has ${window.join(" of ")}`,
      "write one row per moment; cut or resample recordings to the model's window first",
    );
  }
  const numbers = Float32Array.from({ length: times * channels }, (_, i) =>
    numberAt(table, rows[Math.floor(i / channels)]!, i % channels),
  );
  return read.order(numbers);
}

/** The class that the folder of each file names; none where files lie at the top. */
function labelsOf(
  folder: string,
  paths: readonly string[],
  classes: readonly string[] | undefined,
): Int32Array | undefined {
  const names = paths.map((path) => path.split("/").at(-2));
  if (names.includes(undefined)) return undefined;
  const known = classes ?? [...new Set(names as string[])].sort();
  return Int32Array.from(names as string[], (name) => {
    const label = known.indexOf(name);
    if (label >= 0) return label;
    throw new UserError(
      `${folder}/${name}: no class of the model`,
      `name folders after its classes: ${known.join(", ")}`,
    );
  });
}
