/** docs/export.md: from PyTorch to an app, as the page says it. */
import { execFile } from "node:child_process";
import { copyFile, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { temporaryFolder } from "#test/support/temporary-folder";

const page = (await readFile("docs/export.md", "utf8")).split("\n## A model from elsewhere\n")[1]!;
const block = (language: string) =>
  new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, "ms").exec(page)![1]!;
const run = promisify(execFile);

/** The page's commands on a file that PyTorch wrote; its app, installed. */
async function madeApp(about: string): Promise<string> {
  const folder = await temporaryFolder();
  await copyFile("test/golden/teacher/opset-17.onnx", join(folder, "torch.onnx"));
  await writeFile(join(folder, "about.yaml"), about);
  const commands = block("sh").trim().split("\n");
  expect(commands).toHaveLength(2);
  for (const command of commands) {
    const [program, ...words] = command.replace(/ +#.*/, "").split(" ");
    expect(program).toBe("wristill");
    await run(process.execPath, [join(process.cwd(), "dist/src/cli/main.js"), ...words], {
      cwd: folder,
    });
  }
  const app = join(folder, "my-app");
  await symlink(join(process.cwd(), "node_modules"), join(app, "node_modules"));
  return app;
}

test.each([
  ["as the page describes it", block("yaml")],
  [
    "after gravity was taken out",
    `${block("yaml")}    process: [{ name: gravity, options: { keep: body } }]\n`,
  ],
])("a file that PyTorch wrote, %s, becomes a program that passes its check", async (_, about) => {
  const app = await madeApp(about);
  const { stdout } = await run(process.execPath, ["main.js", "--check"], { cwd: app });
  expect(stdout).toMatch(/^8 windows, logits within \S+: 0 problems\n$/);
  const { processing } = JSON.parse(await readFile(join(app, "manifest.json"), "utf8"));
  expect(processing !== undefined).toBe(about.includes("gravity"));
  const rows = Array.from({ length: 200 }, (_, i) => `${i / 50},${Math.sin(i / 9)},0,1`);
  const labelled = run(process.execPath, ["main.js"], { cwd: app });
  labelled.child.stdin!.end(`time,x,y,z\n${rows.join("\n")}\n`);
  expect((await labelled).stdout).toMatch(/^0\.32 s {2}(walk|run|sit|unknown) {2}\d+ % /);
});
