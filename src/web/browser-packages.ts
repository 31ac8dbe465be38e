/** @file Packages that pages of ours load, and where their browser modules lie. */
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

export interface PackageFiles {
  readonly name: string;
  /** Absolute. */
  readonly folder: string;
  /** Files by what is imported; other imports below the name are paths in the folder. */
  readonly files: Readonly<Record<string, string>>;
  /** Modules that import nothing, and are served as they are. */
  readonly bundled: boolean;
  /** What they fetch beside themselves. */
  readonly beside: readonly string[];
}

export function browserPackages(): PackageFiles[] {
  const { resolve } = createRequire(import.meta.url);
  const runtime = { folder: dirname(resolve("onnxruntime-web/wasm")), bundled: true };
  const folderOf = (name: string, inside: string) =>
    join(dirname(resolve(`${name}/package.json`)), inside);
  return [
    {
      ...{ ...runtime, name: "onnxruntime-web" },
      files: {
        "onnxruntime-web/wasm": "ort.wasm.bundle.min.mjs",
        "onnxruntime-web/webgpu": "ort.webgpu.bundle.min.mjs",
      },
      beside: [
        ...["ort-wasm-simd-threaded.mjs", "ort-wasm-simd-threaded.wasm"],
        ...["ort-wasm-simd-threaded.asyncify.mjs", "ort-wasm-simd-threaded.asyncify.wasm"],
      ],
    },
    {
      ...{ name: "pure-rand", folder: folderOf("pure-rand", "lib/esm") },
      ...{ files: {}, bundled: false, beside: [] },
    },
  ];
}
