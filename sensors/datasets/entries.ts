/** @file Every data set; the namespace of this file is the registry. */
export { basicMotions } from "./basic-motions.ts";
export { bciIv2a } from "./bci-iv-2a.ts";
export { bciIv2b } from "./bci-iv-2b.ts";
export { demo } from "./demo.ts";
export { eegDemo } from "./eeg-demo.ts";
export { eegmmidb } from "./eegmmidb.ts";
export { folder } from "./folder.ts";
export { hmp } from "./hmp.ts";
export { racketSports } from "./racket-sports.ts";
export { uciHar } from "./uci-har.ts";
export { umafall } from "./umafall.ts";
export { utdMhad } from "./utd-mhad.ts";
export { wisdm2019 } from "./wisdm-2019.ts";
