/** @file The YAML file behind `--describe`, read and checked. */
import { readFile } from "node:fs/promises";
import { fileTrouble, UserError } from "#core/errors";
import * as steps from "#sensors/processing/entries";
import { checkedYaml } from "#src/pipeline/checked-yaml";
import type { Mistake } from "#src/pipeline/config-mistakes";
import { entryMistakes } from "#src/pipeline/config-names";
import { descriptionJsonSchema } from "#src/pipeline/json-schema";
import {
  descriptionSchema,
  exampleDescription,
  type ModelDescription,
} from "./description-schema.ts";

const example = `a whole one:\n${exampleDescription}`;

/** Throws a {@link UserError} with a sentence for every mistake. */
export async function readDescription(file: string): Promise<ModelDescription> {
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    throw new UserError(
      `${file} cannot be read: ${fileTrouble(error)}`,
      `write one, such as\n${exampleDescription}`,
    );
  });
  return checkedYaml(text, {
    ...{ source: file, schema: descriptionSchema, keys: descriptionJsonSchema },
    ...{ whole: "the description", mistakes: wrongSteps, help: example },
  });
}

function wrongSteps({ inputs }: ModelDescription): readonly Mistake[] {
  return Object.entries(inputs).flatMap(([input, { process }]) =>
    process.flatMap(({ name, options }, i) => {
      const path = ["inputs", input, "process", i, "name"];
      return entryMistakes("processing step", Object.values(steps), path, name, options);
    }),
  );
}
