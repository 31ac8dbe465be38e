/** @file Every student, sorted. */
export { cnn1dTiny } from "./cnn1d-tiny.ts";
export { dsCnn1d } from "./ds-cnn1d.ts";
export { eegnet } from "./eegnet.ts";
export { sccnet } from "./sccnet.ts";
export { shallowConvNet } from "./shallow-conv-net.ts";
