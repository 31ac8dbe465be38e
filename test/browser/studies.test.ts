import type { Page } from "playwright-core";
import { expect } from "vitest";
import { sweetSpotHtml } from "#src/pipeline/sweet-spot-html";
import { wearAugKdHtml } from "#src/pipeline/wear-aug-kd-html";
import { describePage } from "#test/support/page-checks";
import { sampleSweetSpot, sampleWearAugKd } from "#test/support/sample-studies";

const origin = { command: "wristill study wear-aug-kd watch.yaml", version: "0.1.0" };

/** Of every cell: how far its ground is from that of an empty page, and whether it is framed. */
const grounds = (page: Page) =>
  page.$$eval(".heat td", (cells) =>
    cells.map((cell) => ({
      value: Number.parseFloat(cell.firstChild?.textContent ?? ""),
      ground: getComputedStyle(cell).backgroundColor,
      framed: getComputedStyle(cell).outlineStyle === "solid",
    })),
  );

describePage("the study of augmentation", {
  write: () => wearAugKdHtml(sampleWearAugKd(), origin),
  charts: 0,
  also: {
    "frames the best cell, whose ground differs from that of the worst": async (page) => {
      const cells = await grounds(page);
      const taught = cells.filter(({ framed }) => framed);
      expect(taught).toHaveLength(1);
      const values = cells.map(({ value }) => value);
      expect(taught[0]!.value).toBe(Math.max(...values));
      const worst = cells.find(({ value }) => value === Math.min(...values))!;
      expect(worst.ground).not.toBe(taught[0]!.ground);
    },
  },
});

describePage("the study of teachers", {
  write: () => sweetSpotHtml(sampleSweetSpot(), origin),
  charts: 0,
  also: {
    "frames the same cell in each of its five tables": async (page) => {
      expect((await grounds(page)).filter(({ framed }) => framed)).toHaveLength(5);
    },
  },
});
