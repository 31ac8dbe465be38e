/** @file The ONNX operator sets that graphs are kept in and written in. */

/** That of our graphs, which passes are written for: the last that takes the axes of reductions as an attribute. */
export const workingOpset = 17;

/** The oldest that is written, or read to be rewritten: `Softmax` and others meant something else before. */
export const oldestConverted = 13;
