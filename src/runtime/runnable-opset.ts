/** @file The newest ONNX operator set that onnxruntime reads. */

/** Measured: onnxruntime 1.30 makes a session of it, and of none newer (test/unit/runtime/runnable-opset.test.ts). */
export const runnableOpset = 26;
