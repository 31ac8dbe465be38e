/** Every data set that needs files says how to get them. */
import { describe, expect, test } from "vitest";
import type { Dataset } from "#sensors/dataset";
import * as datasets from "#sensors/datasets/entries";

const entries = Object.values(datasets as never as Record<string, Dataset>).filter(
  ({ name, files }) => files === "required" && name !== "folder",
);

describe.each(entries.map((entry) => [entry.name, entry] as const))("%s", (_, entry) => {
  const { downloads = [], byHand = [] } = entry;

  test("from an address or by hand", () => {
    expect(downloads.length + byHand.length).toBeGreaterThan(0);
    for (const step of byHand) expect(step).toMatch(/^[a-z].*[^.]$/);
  });

  test("addresses are encrypted, names stay inside the folder and differ", () => {
    for (const { url, file } of downloads) {
      expect(new URL(url).protocol).toBe("https:");
      expect(file.split("/").every((part) => /^[^.\\/:][^\\/:]*$/.test(part))).toBe(true);
    }
    expect(new Set(downloads.map(({ file }) => file)).size).toBe(downloads.length);
  });

  test("sizes and hashes look like some", () => {
    for (const { bytes = 1, roughBytes = 1, sha256 = "0".repeat(64) } of downloads) {
      expect([bytes, roughBytes].every((size) => size > 0)).toBe(true);
      expect(sha256).toMatch(/^[0-9a-f]{64}$/);
    }
  });
});
