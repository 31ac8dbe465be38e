/** @file The import map of a page that runs the built package without a bundler: what package.json says to browsers. */
import { readFileSync } from "node:fs";

/** A path, or one per condition; the first that holds counts. */
type Target = string | { readonly [condition: string]: Target };

interface Manifest {
  readonly imports: Readonly<Record<string, Target>>;
  readonly exports: Readonly<Record<string, Target>>;
}

/** Packages as single ES modules: a page has no other way to find their files. */
const packages = {
  "@tensorflow/tfjs": "/node_modules/@tensorflow/tfjs/dist/tf.fesm.min.js",
  "@bufbuild/protobuf/wire": "/node_modules/@bufbuild/protobuf/dist/esm/wire/index.js",
  "onnxruntime-web/wasm": "/node_modules/onnxruntime-web/dist/ort.wasm.bundle.min.mjs",
  "pure-rand/": "/node_modules/pure-rand/lib/esm/",
};

/** `{ "#core/": "/dist/src/core/", "wristill/train": "/dist/src/train/index.js", … }`; the server adds ".js" to the former. */
export function importMap(): Readonly<Record<string, string>> {
  const manifest: Manifest = JSON.parse(readFileSync("package.json", "utf8"));
  const entries = Object.entries(manifest.exports).map(([name, target]) => {
    return [name.replace(".", "wristill"), resolve(target)] as const;
  });
  const own = [...Object.entries(manifest.imports), ...entries].flatMap(([name, target]) => {
    const path = typeof target === "string" ? target : resolve(target);
    return path === undefined ? [] : [[name.replace("*", ""), path.replace(/^\.|\*\.[jt]s$/g, "")]];
  });
  return { ...Object.fromEntries(own), ...packages };
}

function resolve(target: Target | undefined): string | undefined {
  if (target === undefined || typeof target === "string") return target;
  return resolve(target.browser ?? target.default);
}
