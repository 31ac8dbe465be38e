/** @file The package as somebody gets it: packed, and unpacked into an empty project. */
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";

const execute = promisify(execFile);
const modules = resolve("node_modules");

export interface Manifest {
  readonly bin: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, unknown>>;
  readonly dependencies: Readonly<Record<string, string>>;
}

/** The package's own manifest. */
export const manifest: Manifest = JSON.parse(readFileSync("package.json", "utf8"));

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** An empty project with nothing but the packed wristill and its declared dependencies. */
export interface PackedPackage {
  /** The project's folder. */
  readonly folder: string;
  /** Files in the tarball, relative to the package. */
  readonly files: readonly string[];
  /** Runs Node in the project. */
  node(...args: readonly string[]): Promise<Outcome>;
  /** Compiles a file of that name as strictly as a user might, and runs it where that succeeds. */
  runTypeScript(name: string, code: string): Promise<Outcome>;
  /** Runs the command line in the project. */
  wristill(...args: readonly string[]): Promise<Outcome>;
  remove(): Promise<void>;
}

/** Packs what `npm publish` would publish. Dependencies are linked from here, so nothing is downloaded. */
export async function packPackage(): Promise<PackedPackage> {
  const folder = await mkdtemp(join(tmpdir(), "wristill-packed-"));
  const installed = join(folder, "node_modules", "wristill");
  await mkdir(installed, { recursive: true });
  const files = await unpack(folder, installed);
  for (const name of Object.keys(manifest.dependencies)) await link(name, folder);
  const node = (...args: readonly string[]) => run(process.execPath, args, folder);
  return {
    folder,
    files,
    node,
    runTypeScript: (name, code) => runTypeScript(folder, name, code),
    wristill: (...args) => node(join(installed, manifest.bin.wristill!), ...args),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

async function unpack(folder: string, target: string): Promise<string[]> {
  const args = ["pack", "--json", "--ignore-scripts", "--pack-destination", folder];
  const { stdout } = await execute("npm", args);
  const [packed] = JSON.parse(stdout) as [{ filename: string; files: { path: string }[] }];
  await execute("tar", ["-xzf", join(folder, packed.filename), "-C", target, "--strip", "1"]);
  return packed.files.map(({ path }) => path);
}

async function link(name: string, folder: string): Promise<void> {
  const target = join(folder, "node_modules", name);
  await mkdir(dirname(target), { recursive: true });
  await symlink(join(modules, name), target, "junction");
}

const compileOptions = ["--module", "nodenext", "--target", "es2023", "--strict", "--skipLibCheck"];
const nodeTypes = ["--typeRoots", join(modules, "@types"), "--types", "node"];

async function runTypeScript(folder: string, name: string, code: string): Promise<Outcome> {
  await writeFile(join(folder, "package.json"), `{ "type": "module", "private": true }`);
  await writeFile(join(folder, `${name}.ts`), code);
  const tsc = join(modules, "typescript", "bin", "tsc");
  const args = [tsc, ...compileOptions, ...nodeTypes, `${name}.ts`];
  const compiled = await run(process.execPath, args, folder);
  return compiled.code === 0 ? run(process.execPath, [`${name}.js`], folder) : compiled;
}

/** Runs a program to its end; a failing one is an outcome too. */
export async function run(
  program: string,
  args: readonly string[],
  folder: string,
): Promise<Outcome> {
  try {
    const { stdout, stderr } = await execute(program, args, { cwd: folder });
    return { code: 0, stdout, stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as Outcome;
    return { code, stdout, stderr };
  }
}
