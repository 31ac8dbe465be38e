/** @file BCI Competition IV, data set 2a: four kinds of motor imagery, 22 electrodes, nine people, two days. */
import { montages } from "#core/montages";
import { type BciIvOptions, bciIv } from "#sensors/bci-iv/bci-iv";
import { bnciDownloads } from "#sensors/bci-iv/bnci-downloads";
import { type Dataset, defineDataset } from "#sensors/dataset";

/** Session T (to train on) and E (to evaluate on another day), 288 trials each; the `eog` is there to clean by. */
export const bciIv2a: Dataset<BciIvOptions> = defineDataset<BciIvOptions>({
  name: "bci-iv-2a",
  title: "BCI Competition IV 2a",
  summary: "22-electrode EEG at 250 Hz, 9 people, two days, left hand, right hand, feet, tongue",
  source: "Brunner et al. 2008, BCI Competition 2008 – Graz data set A; Tangermann et al. 2012",
  citation:
    "M. Tangermann et al., Review of the BCI Competition IV, Front. Neurosci. 6:55, 2012, doi:10.3389/fnins.2012.00055; C. Brunner, R. Leeb, G. Müller-Putz, A. Schlögl, G. Pfurtscheller, BCI Competition 2008 – Graz data set A.",
  homepage: "https://www.bbci.de/competition/iv/",
  downloads: bnciDownloads("001-2014", "A"),
  ...bciIv({
    name: "bci-iv-2a",
    electrodes: montages["bci-iv-2a"]!,
    eog: ["left", "central", "right"],
    classes: ["left-hand", "right-hand", "feet", "tongue"],
    cue: 2,
    imagery: 4,
    gdf: /(?:^|\/)(A\d\d)([TE])\.gdf$/,
    mat: /(?:^|\/)(A\d\d)([TE])\.mat$/,
    session: (part) => part,
  }),
});
