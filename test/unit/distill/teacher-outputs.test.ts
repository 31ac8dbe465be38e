import { layers, model, setBackend } from "@tensorflow/tfjs";
import { beforeAll, expect, test } from "vitest";
import { makeLearner } from "#distill/learner";
import { chain, linear } from "#distill/parts";
import { tapsFor } from "#distill/teacher-outputs";
import { quietTf } from "#record/quiet";

beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
});

test("kept are the taps that a method needs, and what parts made of them, but for what is inner", () => {
  const input = layers.input({ shape: [8, 3] });
  const map = layers.dense({ units: 4 });
  const inside = map.apply(input);
  const features = layers.globalAveragePooling1d({}).apply(inside);
  const logits = layers.dense({ units: 2 }).apply(features);
  const network = {
    model: model({ inputs: input, outputs: [logits, inside, features] as never }),
    taps: ["map", "features"],
    inputs: [{ modality: "acc", length: 8, channels: 3, sampleRate: 50 }],
  };
  const learner = makeLearner(network, {
    codes: { model: chain([8, 4], linear(64, 1)), reads: "map", inner: true },
    words: { model: chain([8, 64], layers.globalAveragePooling1d({})), reads: "codes" },
  });
  const teacher = { ...learner, role: "big", entry: "wrn1d", history: [], key: "k", taughtBy: [] };
  expect(tapsFor({ needs: ["logits"] }, teacher)).toEqual(["features", "words"]);
  expect(tapsFor({ needs: ["maps"] }, teacher)).toEqual(["map", "features", "words"]);
});
