import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { loadConfig } from "#src/pipeline/load-config";
import { temporaryFolder } from "#test/support/temporary-folder";

const text = `
data: { dataset: folder, path: ./recordings, modalities: { acc: { steps: 32 } } }
student: { network: cnn1d-tiny, inputs: [acc] }
`;

test("without a path it is the demo, with the flags given", async () => {
  const config = await loadConfig(undefined, {}, { seeds: [3], method: "kd", engine: "tfjs" });
  expect(config).toMatchObject({
    name: "demo",
    seeds: [3],
    method: { name: "kd" },
    engine: "tfjs",
  });
});

test("a path in a file is relative to the file", async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, "my.yaml"), text);
  const config = await loadConfig(join(folder, "my.yaml"), {});
  expect(config.data.path).toBe(join(folder, "recordings"));
});

test("so is the path of a teacher that is a file", async () => {
  const folder = await temporaryFolder();
  const teacher =
    "teachers: { big: { network: onnx-file, options: { path: big.onnx }, inputs: [acc] } }";
  await writeFile(join(folder, "my.yaml"), `${text}${teacher}\n`);
  const networks = [
    { name: "onnx-file", options: { path: "" }, paths: ["path"] },
    { name: "cnn1d-tiny" },
  ];
  const config = await loadConfig(join(folder, "my.yaml"), { networks });
  expect(config.teachers.big!.options.path).toBe(join(folder, "big.onnx"));
});

test("a wrong flag is told with the nearest right value", async () => {
  const known = { methods: [{ name: "kd" }, { name: "pskd" }] };
  const loading = loadConfig(undefined, known, { method: "pkd" });
  await expect(loading).rejects.toThrow(/with the flags given: method.name: unknown method "pkd"/);
});

test("a file that is not there is told with its nearest neighbour", async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, "mine.yaml"), text);
  await mkdir(join(folder, "sub"));
  await expect(loadConfig(join(folder, "nine.yaml"), {})).rejects.toThrow(
    "did you mean mine.yaml?",
  );
  await expect(loadConfig(join(folder, "sub", "x.yaml"), {})).rejects.toThrow("wristill init");
  await expect(loadConfig(folder, {})).rejects.toThrow("is a folder");
});
