export { chromium } from "./chromium.ts";
export { cpu } from "./cpu.ts";
export { device } from "./device.ts";
export { wasm } from "./wasm.ts";
