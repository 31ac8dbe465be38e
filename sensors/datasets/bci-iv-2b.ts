/** @file BCI Competition IV, data set 2b: left against right hand with three electrodes, nine people, five days. */
import { type BciIvOptions, bciIv } from "#sensors/bci-iv/bci-iv";
import { bnciDownloads } from "#sensors/bci-iv/bnci-downloads";
import { type Dataset, defineDataset } from "#sensors/dataset";

/** Sessions 1 to 3 to train on, of which the third has feedback, as have 4 and 5 to evaluate on. */
export const bciIv2b: Dataset<BciIvOptions> = defineDataset<BciIvOptions>({
  name: "bci-iv-2b",
  title: "BCI Competition IV 2b",
  summary: "3-electrode EEG (C3, Cz, C4) at 250 Hz, 9 people, five days, left and right hand",
  source:
    "Leeb et al. 2007, IEEE Trans. Neural Syst. Rehabil. Eng. 15(4), doi:10.1109/TNSRE.2007.906956",
  citation:
    "R. Leeb, F. Lee, C. Keinrath, R. Scherer, H. Bischof, G. Pfurtscheller, Brain–Computer Communication: Motivation, Aim, and Impact of Exploring a Virtual Apartment, IEEE Trans. Neural Syst. Rehabil. Eng. 15(4), 2007; M. Tangermann et al., Review of the BCI Competition IV, Front. Neurosci. 6:55, 2012.",
  homepage: "https://www.bbci.de/competition/iv/",
  downloads: bnciDownloads("004-2014", "B"),
  ...bciIv({
    name: "bci-iv-2b",
    electrodes: ["C3", "Cz", "C4"],
    eog: ["1", "2", "3"],
    classes: ["left-hand", "right-hand"],
    cue: 3,
    imagery: 4,
    gdf: /(?:^|\/)(B\d\d)0([1-5])[TE]\.gdf$/,
    mat: /(?:^|\/)(B\d\d)([TE])\.mat$/,
    session: (part, place) => String(place + (part === "T" ? 1 : 4)),
  }),
});
