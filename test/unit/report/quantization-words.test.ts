import { expect, test } from "vitest";
import { modelCard } from "#report/markdown";
import { quantizationWords } from "#report/quantization-words";
import { quantization } from "#report/sections/quantization";
import { verdict } from "#report/verdict";
import { sampleResult } from "#test/support/run-result";

const result = sampleResult();
const facts = result.quantization!;

test("says which file, why, by which ranges, and what it cost where it was chosen", () => {
  expect(quantizationWords(facts)).toBe(
    "Chosen: static-int8 qdq is the smallest on onnxruntime-node 1.30.0, of 2 files. " +
      "Activations have ranges by mse over 512 training windows. " +
      "On 160 validation windows: accuracy 85.0 % → 84.7 % (−0.3 points), outputs change by 1.2 %.",
  );
  expect(modelCard(result)).toContain(`## Quantization\n\n${quantizationWords(facts)}\n`);
});

test("without ranges and labels it says less; layers that stay float are named", () => {
  const { accuracy: _, ...change } = facts.change;
  const words = quantizationWords({
    ...facts,
    ...{ change, calibrationWindows: 0, kept: ["conv1", "logits"], judgedOn: "train" },
    trained: true,
  });
  expect(words).toContain(
    "to be rounded. conv1, logits stay float. On 160 training windows: outputs change",
  );
});

test("where float ships, nobody is told of a small file", () => {
  const stayed = { ...result, quantization: { ...facts, scheme: "float", reason: "float is it" } };
  expect(quantizationWords(stayed.quantization)).toMatch(/^No smaller file was better/);
  expect(verdict(stayed).sentences).toContain(
    "No quantized file was better within its budget: float ships.",
  );
});

test("the page lists the rivals, the smallest first, and has no section where nothing was quantized", () => {
  const page = String(quantization(result)!.text);
  expect(page.indexOf("static-int8 qdq</th>")).toBeLessThan(page.indexOf("float</th>"));
  expect(quantization({ ...result, quantization: null })).toBeNull();
});
