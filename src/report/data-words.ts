/** @file What is said about the data in the report and on the model card. */
import type { DataFacts, ModalityFacts } from "./result.ts";

/** "band-pass (from 4, to 38, order 3, form forward), then montage (…)"; empty where nothing was done. */
export function processingWords({ processing = [] }: ModalityFacts): string {
  return processing
    .map(({ name, options, causal }) => {
      const said = Object.entries(options)
        .filter(([, value]) => value !== "" && !(Array.isArray(value) && value.length === 0))
        .map(([key, value]) => `${key} ${Array.isArray(value) ? value.join(" ") : String(value)}`);
      const words = [...said, ...(causal ? [] : ["needs what comes later"])];
      return words.length === 0 ? name : `${name} (${words.join(", ")})`;
    })
    .join(", then ");
}

/** Whether whoever tests was never met in training: nobody can say where the files are anonymous. */
export function areStrangers(facts: DataFacts): boolean {
  return !facts.anonymous && sharedSubjects(facts).length === 0;
}

/** Subjects of the test part who also trained or validated. */
export function sharedSubjects({ parts }: DataFacts): readonly string[] {
  const test = parts.find(({ name }) => name === "test")?.subjects ?? [];
  const others = parts.filter(({ name }) => name !== "test").flatMap(({ subjects }) => subjects);
  return test.filter((subject) => others.includes(subject));
}
