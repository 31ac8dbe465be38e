import { expect, test } from "vitest";
import { augmentationGallery } from "#augmentations/gallery";
import { parseConfig } from "#src/pipeline/config";
import { knownEntries } from "#src/pipeline/registries";

const file = new URL("../../docs/augmentations.md", import.meta.url);

test("docs/augmentations.md lists what there is (run with -u to write it)", async () => {
  await expect(augmentationGallery()).toMatchFileSnapshot(file.pathname);
});

test("the example in it is a configuration", () => {
  const [, yaml] = /```yaml\n(.*?)```/s.exec(augmentationGallery())!;
  const rest = [
    "data: { dataset: demo, modalities: { acc: { steps: 64 } } }",
    "student: { network: cnn1d-tiny, inputs: [acc] }",
  ];
  const config = parseConfig([yaml, ...rest].join("\n"), { source: "docs", known: knownEntries });
  expect(config.augment.length).toBe(4);
});
