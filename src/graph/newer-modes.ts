/** @file Words that an attribute may have since an operator set that changed nothing else. */
import type { Node } from "./graph.ts";

interface NewerMode {
  readonly op: string;
  readonly attribute: string;
  readonly words: readonly string[];
  readonly since: number;
}

const newerModes: readonly NewerMode[] = [
  { op: "Pad", attribute: "mode", words: ["wrap"], since: 19 },
  {
    ...{ op: "Resize", attribute: "coordinate_transformation_mode", since: 19 },
    words: ["half_pixel_symmetric"],
  },
  { op: "ScatterElements", attribute: "reduction", words: ["max", "min"], since: 18 },
  { op: "ScatterND", attribute: "reduction", words: ["max", "min"], since: 18 },
];

/** What is wrong with the words of a node's attributes, each a sentence without its subject. */
export function modeProblems({ op, attributes }: Node, opset: number): readonly string[] {
  return newerModes.flatMap(({ attribute, words, since, ...of }) => {
    const word = attributes[attribute];
    const early = of.op === op && opset < since && words.includes(String(word));
    return early ? [`attribute "${attribute}" can be "${word}" since operator set ${since}`] : [];
  });
}
