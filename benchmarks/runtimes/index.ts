export { ortCpu } from "./ort-cpu.ts";
export { ortWasm } from "./ort-wasm.ts";
