/** @file Options, besides the defaults, under which the losses of a method are others: the contract looks at them too. */
export const variants: Readonly<Record<string, readonly object[]>> = {
  asdt: [{ duty: "losses" }],
  at: [{ alpha: 1 }],
  "bd-kd": [{ offline: true }],
  "ces-kd": [{ ranks: "running" }],
  "de-ta": [{ average: "logits" }],
  fitnet: [{ preStage: 0.5 }],
  fsp: [{ keep: true }, { normalise: true }],
  hsakd: [{ joint: false }],
  kd: [{ standardise: true }, { guided: true }],
  pskd: [{ progressive: false }],
  takd: [{ path: "middle" }, { path: "best" }],
};
