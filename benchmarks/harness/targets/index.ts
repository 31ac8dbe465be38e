export { chromium } from "./chromium.ts";
export { cpu } from "./cpu.ts";
export { wasm } from "./wasm.ts";
