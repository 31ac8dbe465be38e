/** @file The two views between [batch, channel, 1, time] and [batch, 1, time, channel]. */
import type { Axes } from "#export/passes/view";

export const channelsLast: Axes = [0, 2, 3, 1];
export const channelsFirst: Axes = [0, 3, 1, 2];
