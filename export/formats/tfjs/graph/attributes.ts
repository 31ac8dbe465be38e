/** @file Attributes of a node, as the JSON form of TensorFlow's GraphDef spells them. */

export type Attribute = Readonly<Record<string, unknown>>;

export const real = (value: number): Attribute => ({ f: value });
export const truth = (value: boolean): Attribute => ({ b: value });
export const type = (name: "DT_FLOAT" | "DT_INT32"): Attribute => ({ type: name });
export const text = (value: string): Attribute => ({ s: base64(value) });
export const integer = (value: number): Attribute => ({ i: String(value) });

export const integers = (values: readonly number[]): Attribute => ({
  list: { i: values.map(String) },
});

export const texts = (values: readonly string[]): Attribute => ({
  list: { s: values.map(base64) },
});

export const sizesOf = (shape: readonly number[]) => ({
  dim: shape.map((size) => ({ size: String(size) })),
});

/** Sizes behind a batch that is open. */
export const batchOf = (shape: readonly number[]) => sizesOf([-1, ...shape]);

/** Bytes are written in base64. */
function base64(value: string): string {
  return Buffer.from(value).toString("base64");
}
