// Builds the native part of @tensorflow/tfjs-node where its own download fails, against the TensorFlow C library that
// lies in a tensorflow-cpu wheel. Usage: node scripts/build-tfjs-node.mjs [wheel]; Linux, with Python, make and g++.
// Without a wheel, pip of WRISTILL_PYTHON (or python3) gets one. Takes a minute and 0.9 GB under node_modules.
import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const release = "2.21.0"; // its headers still fit the binding of tfjs-node 4.22
const root = fileURLToPath(new URL("..", import.meta.url));
const folder = join(root, "node_modules/@tensorflow/tfjs-node");
const python = process.env.WRISTILL_PYTHON ?? "python3";
const run = (command, ...args) => execFileSync(command, args, { cwd: root, stdio: "inherit" });

const temporary = mkdtempSync(join(root, "node_modules/.tfjs-node-")); // beside its target, so that moving is free
const downloads = mkdtempSync(join(tmpdir(), "tensorflow-"));
try {
  const wheel = process.argv[2] ? resolve(process.argv[2]) : download();
  if (!existsSync(folder)) run("npm", "install", "--no-save", "--ignore-scripts");
  unpack(wheel);
  run("npm", "explore", "@tensorflow/tfjs-node", "--", "npm", "run", "build-addon-from-source");
  for (const leftover of ["deps/include", "build-tmp-napi-v8"]) {
    rmSync(join(folder, leftover), { recursive: true, force: true });
  }
} finally {
  for (const path of [temporary, downloads]) rmSync(path, { recursive: true, force: true });
}
process.env.TF_CPP_MIN_LOG_LEVEL = "2";
const { env } = await import("@tensorflow/tfjs");
env().set("PROD", true);
const { version } = await import("@tensorflow/tfjs-node");
process.stdout.write(`@tensorflow/tfjs-node ${version["tfjs-node"]} runs\n`);

/** The wheel's path. */
function download() {
  run(python, "-m", "pip", "download", "--no-deps", "-d", downloads, `tensorflow-cpu==${release}`);
  return join(downloads, readdirSync(downloads)[0]);
}

/** Headers and libraries go where the binding looks for them, under the names it links. */
function unpack(wheel) {
  const wanted = "('tensorflow/include/', 'tensorflow/libtensorflow')";
  const code = `import sys, zipfile
wheel = zipfile.ZipFile(sys.argv[1])
wheel.extractall(sys.argv[2], [name for name in wheel.namelist() if name.startswith(${wanted})])`;
  run(python, "-c", code, wheel, temporary);
  const source = join(temporary, "tensorflow");
  const target = join(folder, "deps");
  rmSync(target, { recursive: true, force: true });
  mkdirSync(join(target, "lib"), { recursive: true });
  renameSync(join(source, "include"), join(target, "include"));
  for (const [name, file] of [
    ["libtensorflow.so", "libtensorflow_cc.so.2"],
    ["libtensorflow_framework.so", "libtensorflow_framework.so.2"],
  ]) {
    renameSync(join(source, file), join(target, "lib", file));
    symlinkSync(file, join(target, "lib", name));
  }
}
