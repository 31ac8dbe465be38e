/** @file Electrodes that lost contact: channel dropout under the name of EEG studies. */
import type { Augmentation } from "./augmentation.ts";
import { type ChannelDropoutOptions, channelDropout } from "./channel-dropout.ts";

/** {@link channelDropout}, each electrode by itself. */
export const channelsDropout: Augmentation<ChannelDropoutOptions> = {
  ...channelDropout,
  name: "channels-dropout",
  source: "Saeed et al. 2020, arXiv:2010.13694; default of braindecode",
  summary: "zero whole electrodes",
  options: { rate: 0.2, sensors: false },
};
