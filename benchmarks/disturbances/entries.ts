/** @file Every disturbance; the namespace of this file is the registry, and its order the report's. */
export { gaps } from "./gaps.ts";
export { noise } from "./noise.ts";
export { sampleRate } from "./sample-rate.ts";
export { strapRoll } from "./strap-roll.ts";
export { strapTilt } from "./strap-tilt.ts";
