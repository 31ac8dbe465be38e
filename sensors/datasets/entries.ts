/** @file Every data set; the namespace of this file is the registry. */
export { demo } from "./demo.ts";
export { folder } from "./folder.ts";
export { uciHar } from "./uci-har.ts";
export { utdMhad } from "./utd-mhad.ts";
