/** @file Built ES modules and all that they import, for a page or a worker, without a bundler. */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join, posix, relative, resolve, sep } from "node:path";
import { UserError } from "#core/errors";
import { packageFile } from "#core/package-file";
import { browserPackages, type PackageFiles } from "./browser-packages.ts";
import { typeOf, type WebFile } from "./web-file.ts";

export interface ModuleFiles {
  /** By path; every import in them is relative, so they run without an import map, in workers too. */
  readonly files: Readonly<Record<string, WebFile>>;
  /** Where the entries are, in their order. */
  readonly entries: readonly string[];
}

/**
 * Follows imports from the entries ("dist/…/page.js", from the package's root). All paths begin with a hash of the
 * contents, so a browser may keep what it has fetched.
 */
export async function moduleFiles(entries: readonly string[]): Promise<ModuleFiles> {
  const walk = new Walk();
  for (const entry of entries) await walk.add(packageFile(entry));
  const version = createHash("sha256");
  const found = [...walk.modules, ...walk.beside].map(([path, content]) => {
    return [path, lasting(path, content)] as const;
  });
  for (const [path, file] of found) version.update(`${path}\n`).update(await file.read());
  const root = version.digest("hex").slice(0, 12);
  return {
    files: Object.fromEntries(found.map(([path, file]) => [`${root}/${path}`, file])),
    entries: entries.map((entry) => `${root}/${walk.pathOf(packageFile(entry))}`),
  };
}

function lasting(path: string, content: string | { readonly file: string }): WebFile {
  const read = async () =>
    typeof content === "string" ? new TextEncoder().encode(content) : readFile(content.file);
  return { type: typeOf(path), lasting: true, read };
}

/** In what `tsc` writes: `from "x"`, `import "x"`, `import("x")`; not in the examples of comments (" * …"). */
const imports = /(^(?!\s*(?:\*|\/\/)).*?(?:\bfrom\s*|\bimport\s*\(?\s*))"([^"\n]+)"/gm;

class Walk {
  /** Rewritten texts by path. */
  readonly modules = new Map<string, string>();
  /** Files that packages fetch by themselves, by path. */
  readonly beside = new Map<string, { readonly file: string }>();
  readonly #roots = new Map<string, string>([["wristill", packageFile("dist")]]);

  /** Takes a file of our own, or of a package of plain modules, and what it imports. */
  async add(file: string): Promise<void> {
    const path = this.pathOf(file);
    if (this.modules.has(path)) return;
    this.modules.set(path, "");
    const text = await readFile(file, "utf8").catch(() => {
      throw new UserError(`${file} is missing: wristill is not built`, "run npm run build");
    });
    const targets = new Map<string, string>();
    for (const [, , name] of text.matchAll(imports)) {
      targets.set(name!, await this.#import(name!, file));
    }
    const rewritten = text.replace(
      imports,
      (_, before: string, name: string) => `${before}"${between(path, targets.get(name)!)}"`,
    );
    this.modules.set(path, rewritten);
  }

  /** Takes what is imported by that name; answers its path. */
  async #import(name: string, from: string): Promise<string> {
    if (name.startsWith(".")) return await this.#own(resolve(dirname(from), name));
    if (name.startsWith("#")) return await this.#own(fileNamed(name));
    const known = browserPackages().find((each) => isOf(name, each));
    if (!known) throw new Error(`${from} imports "${name}", which no page can load`);
    this.#roots.set(known.name, known.folder);
    const file = join(known.folder, known.files[name] ?? `${name.slice(known.name.length + 1)}.js`);
    if (!known.bundled) return await this.#own(file);
    for (const each of known.beside) {
      this.beside.set(`${known.name}/${each}`, { file: join(known.folder, each) });
    }
    const path = this.pathOf(file);
    this.beside.set(path, { file });
    return path;
  }

  async #own(file: string): Promise<string> {
    await this.add(file);
    return this.pathOf(file);
  }

  /** "wristill/src/core/random.js". */
  pathOf(file: string): string {
    for (const [name, folder] of this.#roots) {
      const inside = relative(folder, file);
      if (!inside.startsWith("..")) return `${name}/${inside.split(sep).join("/")}`;
    }
    throw new Error(`${basename(file)} lies in no package that a page can load`);
  }
}

function isOf(name: string, { name: owner, files }: PackageFiles): boolean {
  return Object.hasOwn(files, name) || name.startsWith(`${owner}/`);
}

function between(from: string, to: string): string {
  const path = posix.relative(posix.dirname(from), to);
  return path.startsWith(".") ? path : `./${path}`;
}

/** A path, or one per condition. */
type Target = string | { readonly [condition: string]: Target };

/** The built file that `#layer/file` names in a browser, by package.json. */
function fileNamed(name: string): string {
  const { imports } = createRequire(import.meta.url)(packageFile("package.json"));
  const exact: Target | undefined = imports[name];
  const layer = `${name.split("/")[0]}/*`;
  const path = inBrowser(exact ?? imports[layer]);
  if (path === undefined) throw new Error(`package.json knows no ${name}`);
  return packageFile(path.replace("*", name.slice(layer.length - 1)));
}

function inBrowser(target: Target | undefined): string | undefined {
  if (target === undefined || typeof target === "string") return target;
  return inBrowser(target.browser ?? target.default);
}
