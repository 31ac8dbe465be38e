/** @file What a source file brings along: files and packages, by every import that is not of types alone. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

const { imports } = JSON.parse(readFileSync("package.json", "utf8"));

/** @param without Files that are not followed. */
export function reachedFrom(entry: string, without: RegExp) {
  const files = new Set<string>();
  const packages = new Set<string>();
  const visit = (file: string) => {
    if (files.has(file) || without.test(file)) return;
    files.add(file);
    for (const [, name] of readFileSync(file, "utf8").matchAll(
      /(?:^(?:import|export)(?! type)[^;]*? from|import\()\s*"([^"]+)"/gm,
    )) {
      const target = resolved(file, name!);
      if (target === undefined) packages.add(name!);
      else visit(target);
    }
  };
  visit(entry);
  return { files: [...files], packages: [...packages] };
}

/** The source file that an import names; `undefined` for a package. */
function resolved(from: string, name: string): string | undefined {
  if (name.startsWith(".")) return join(from, "..", name);
  const [layer, ...rest] = name.split("/");
  const named = imports[name] ?? imports[`${layer}/*`];
  if (!name.startsWith("#")) return undefined;
  return named["@wristill/source"].replace("*", rest.join("/"));
}
