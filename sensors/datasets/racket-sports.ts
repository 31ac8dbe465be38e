/** @file RacketSports of the UEA archive: a watch, two strokes each of badminton and squash, 303 cases of 3 s. */
import { type Dataset, defineDataset } from "#sensors/dataset";
import { ueaWatch } from "#sensors/uea/uea-problem";

/** Strokes of badminton and squash. */
export const racketSports: Dataset = defineDataset({
  name: "racket-sports",
  title: "RacketSports (UEA archive)",
  summary: "watch accelerometer (without gravity) and gyroscope at 10 Hz, 4 strokes, 303 cases",
  source: "Bagnall et al. 2018, arXiv:1811.00075",
  citation:
    "A. Bagnall, H. A. Dau, J. Lines, M. Flynn, J. Large, A. Bostrom, P. Southam, E. Keogh, The UEA multivariate time series classification archive, 2018, arXiv:1811.00075.",
  homepage: "https://www.timeseriesclassification.com/description.php?Dataset=RacketSports",
  classes: ["badminton-smash", "badminton-clear", "squash-forehand-boast", "squash-backhand-boast"],
  ...ueaWatch({
    problem: "RacketSports",
    labels: [
      ...["Badminton_Smash", "Badminton_Clear"],
      ...["Squash_ForehandBoast", "Squash_BackhandBoast"],
    ],
    cases: { train: 151, test: 152 },
    sampleRate: 10,
  }),
});
