/** @file What others published for a method: figures to stand beside ours, on other data, with other networks. */

export interface Published {
  /** Points over the same student trained alone. */
  readonly gain: number;
  /** Data, teacher → student. */
  readonly setting: string;
  readonly source: string;
}

const repDistiller = (student: number): Published => ({
  gain: Math.round(100 * (student - 73.26)) / 100,
  setting: "CIFAR-100, wrn40-2 → wrn16-2",
  source: "RepDistiller, table of its readme",
});

const pamap2 = (student: number): Published => ({
  gain: Math.round(100 * (student - 82.99)) / 100,
  setting: "PAMAP2, leave one subject out, wrn1d-16-1 → wrn1d-16-1",
  source: "results kept at wjdwocks/ML-DNN; best epoch on test",
});

const geneActiv = (student: number): Published => ({
  gain: Math.round(100 * (student - 67.66)) / 100,
  setting: "GENEActiv, wrn1d-16-1 → wrn1d-16-1",
  source: "results kept at wjdwocks/ML-DNN; best epoch on test",
});

/** By method. */
export const published: Readonly<Record<string, readonly Published[]>> = {
  ab: [repDistiller(72.5)],
  at: [repDistiller(74.08), geneActiv(68.21)],
  "ca-mkd": [pamap2(85.19), geneActiv(69.39)],
  cc: [repDistiller(73.56)],
  crd: [repDistiller(75.48)],
  ebkd: [pamap2(86.01), geneActiv(69.72)],
  fitnet: [repDistiller(73.58)],
  fsp: [repDistiller(72.91)],
  ft: [repDistiller(73.25)],
  hsakd: [
    {
      gain: 5.1, // 78.67 − 73.57
      setting: "CIFAR-100, wrn40-2 → wrn16-2, four rotations, three heads",
      source: "readme of the authors' code, teacher trained with its heads",
    },
  ],
  kd: [repDistiller(74.92), pamap2(85.96), geneActiv(69.71)],
  nst: [repDistiller(73.68)],
  pkt: [repDistiller(74.54)],
  rkd: [repDistiller(73.35)],
  sp: [repDistiller(73.83), geneActiv(67.2)],
  vid: [repDistiller(74.11)],
};
