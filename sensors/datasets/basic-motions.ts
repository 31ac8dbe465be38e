/** @file BasicMotions of the UEA archive: a watch, four activities, 80 cases of 10 s. */
import { type Dataset, defineDataset } from "#sensors/dataset";
import { ueaWatch } from "#sensors/uea/uea-problem";

/** Small and easy: a test that runs in seconds. */
export const basicMotions: Dataset = defineDataset({
  name: "basic-motions",
  title: "BasicMotions (UEA archive)",
  summary: "watch accelerometer (without gravity) and gyroscope at 10 Hz, 4 activities, 80 cases",
  source: "Bagnall et al. 2018, arXiv:1811.00075",
  citation:
    "A. Bagnall, H. A. Dau, J. Lines, M. Flynn, J. Large, A. Bostrom, P. Southam, E. Keogh, The UEA multivariate time series classification archive, 2018, arXiv:1811.00075.",
  homepage: "https://www.timeseriesclassification.com/description.php?Dataset=BasicMotions",
  classes: ["standing", "running", "walking", "badminton"],
  ...ueaWatch({
    problem: "BasicMotions",
    labels: ["Standing", "Running", "Walking", "Badminton"],
    cases: { train: 40, test: 40 },
    sampleRate: 10,
  }),
});
