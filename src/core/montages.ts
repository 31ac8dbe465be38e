/** @file Montages with a name, so that a configuration or a file need not list their electrodes. */

/**
 * Electrodes in the order of the channels: all of BCI Competition IV 2a, the 64 of EEGMMIDB, and two of low density cut
 * from the first.
 * Source: Huang et al. 2024, arXiv:2212.03329 (electrodes from its code); Brunner et al. 2008, BCI Competition 2008 – Graz
 * data set A; Schalk et al. 2004, doi:10.13026/C28G6P.
 */
export const montages: Readonly<Record<string, readonly string[]>> = {
  "bci-iv-2a": [
    ...["Fz", "FC3", "FC1", "FCz", "FC2", "FC4", "C5", "C3", "C1", "Cz", "C2", "C4", "C6"],
    ...["CP3", "CP1", "CPz", "CP2", "CP4", "P1", "Pz", "P2", "POz"],
  ],
  eegmmidb: [
    ..."FC5 FC3 FC1 FCz FC2 FC4 FC6 C5 C3 C1 Cz C2 C4 C6 CP5 CP3 CP1 CPz CP2 CP4 CP6".split(" "),
    ..."Fp1 Fpz Fp2 AF7 AF3 AFz AF4 AF8 F7 F5 F3 F1 Fz F2 F4 F6 F8 FT7 FT8 T7 T8 T9 T10".split(" "),
    ..."TP7 TP8 P7 P5 P3 P1 Pz P2 P4 P6 P8 PO7 PO3 POz PO4 PO8 O1 Oz O2 Iz".split(" "),
  ],
  headphone: ["C5", "C3", "C1", "Cz", "C2", "C4", "C6"],
  headband: ["Fz", "C5", "C6", "POz"],
};

/** The name of the montage that has these channels in this order. */
export function montageOf(channels: readonly string[]): string | undefined {
  return Object.keys(montages).find((name) => montages[name]!.join("\n") === channels.join("\n"));
}
