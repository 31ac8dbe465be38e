/** @file Windows before and after augmentation, ready to be drawn. */
import type { Modality, Signal } from "#core/signal";

export interface Preview {
  /** Of the data set. */
  readonly title: string;
  /** As it could be typed again: "jitter(sigma=0.1), time-warp". */
  readonly chain: string;
  readonly links: readonly PreviewLink[];
  readonly samples: readonly PreviewSample[];
}

/** What is known of one augmentation. */
export interface PreviewLink {
  readonly name: string;
  readonly summary: string;
  readonly formula?: string;
  readonly source: string;
}

export interface PreviewSample {
  readonly label: string;
  readonly subject: string;
  /** In physical units. */
  readonly before: Readonly<Record<Modality, Signal>>;
  readonly draws: readonly PreviewDraw[];
}

export interface PreviewDraw {
  /** "walking"; after mixing "70 % walking, 30 % jogging". */
  readonly label: string;
  readonly after: Readonly<Record<Modality, Signal>>;
}
