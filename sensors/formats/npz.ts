/** @file NumPy's `.npz` files: a zip archive of `.npy` files. */
import { collectBytes } from "./bytes.ts";
import { type NpyArray, readNpy } from "./npy.ts";
import { openZipBytes } from "./zip.ts";

const mostArrays = 10_000;

/** The arrays of a file by name. Throws a `FormatError` naming the entry. */
export async function readNpz(
  bytes: Uint8Array,
  file: string,
): Promise<ReadonlyMap<string, NpyArray>> {
  const zip = await openZipBytes(file, bytes);
  try {
    const arrays = new Map<string, NpyArray>();
    for (const { path, stream } of await zip.entries(mostArrays))
      arrays.set(
        path.replace(/\.npy$/, ""),
        readNpy(await collectBytes(stream()), `${file}/${path}`),
      );
    return arrays;
  } finally {
    zip.close();
  }
}
