/** @file Modules of this package, as built, for apps that run the same code. */
import { moduleFiles } from "#web/module-files";

/** A module of `sensors` and what it imports beside it, by file name. */
export async function libraryFiles(entry: string): Promise<Readonly<Record<string, Uint8Array>>> {
  const { files } = await moduleFiles([entry]);
  const folder = /^\w+\/wristill\/sensors\//; // behind the hash that browsers keep files by
  const contents: Record<string, Uint8Array> = {};
  for (const [path, file] of Object.entries(files)) {
    if (!folder.test(path)) throw new Error(`${entry} imports ${path}, which no app carries`);
    contents[path.replace(folder, "")] = await file.read();
  }
  return contents;
}
