/** @file What every page of ours keeps in a real browser, on a phone and on a desk, by day and by night. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { faintTexts, motions, unnamed } from "#test/support/accessible";
import { launchBrowser, whyNoBrowser } from "#test/support/browser";

const reason = await whyNoBrowser();
const suffix = reason === undefined ? "" : ` (skipped: ${reason})`;

export interface PageChecks {
  readonly write: () => Promise<string> | string;
  /** At least so many pictures, none smaller than can be read. */
  readonly charts: number;
  /** More to be held at each width and colour. */
  readonly also?: Readonly<Record<string, (page: Page) => Promise<void>>>;
}

/** A4 with the margins that browsers leave, in px. */
const paper = 718;

/** Nothing is cut off at the right, and the reader's dark colours stay on the screen. */
export async function fitsOnPaper(page: Page): Promise<void> {
  const screen = page.viewportSize()!;
  await page.setViewportSize({ width: paper, height: 1000 });
  await page.emulateMedia({ media: "print" });
  const cut = await page.$$eval(".scroll", (all) =>
    all
      .filter((each) => each.scrollWidth > each.clientWidth)
      .map((each) => (each.textContent ?? "").slice(0, 60)),
  );
  const ground = await page.evaluate("getComputedStyle(document.body).backgroundColor");
  await page.emulateMedia({ media: "screen" });
  await page.setViewportSize(screen);
  expect(cut).toEqual([]);
  expect(ground).toBe("rgb(255, 255, 255)");
}

/** Opens the page at two widths, light and dark. */
export function describePage(title: string, { write, charts, also = {} }: PageChecks): void {
  describe.skipIf(reason)(`${title} in Chromium${suffix}`, () => {
    let browser: Browser;
    let folder: string;
    let url: string;
    beforeAll(async () => {
      browser = await launchBrowser();
      folder = await mkdtemp(join(tmpdir(), "wristill-page-"));
      const file = join(folder, "page.html");
      await writeFile(file, await write());
      url = pathToFileURL(file).href;
    });
    afterAll(async () => {
      await browser?.close();
      await rm(folder, { recursive: true, force: true });
    });

    describe.each([
      [390, "light"],
      [390, "dark"],
      [1280, "light"],
      [1280, "dark"],
    ] as const)("%i px, %s", (width, colorScheme) => {
      let page: Page;
      const trouble: string[] = [];
      beforeAll(async () => {
        page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
        page.on("pageerror", (error) => trouble.push(error.message));
        page.on("console", (message) => trouble.push(message.text()));
        page.on("request", (request) => {
          if (request.url() !== url && !request.url().startsWith("data:"))
            trouble.push(`request ${request.url()}`);
        });
        await page.goto(url, { waitUntil: "networkidle" });
      });
      afterAll(() => page?.close());

      test("needs no network and logs nothing", () => {
        expect(trouble).toEqual([]);
      });

      test("does not scroll sideways", async () => {
        const widest = await page.evaluate("document.documentElement.scrollWidth");
        expect(widest).toBeLessThanOrEqual(width);
      });

      test("shows every chart at a size that can be seen", async () => {
        const sizes = await page.$$eval("body svg", (all) =>
          all
            .map((each) => each.getBoundingClientRect())
            .map((box) => [box.width, box.height] as const),
        );
        const visible = sizes.filter(([w, h]) => w > 0 && h > 0);
        expect(visible.length).toBeGreaterThanOrEqual(charts);
        for (const [w, h] of visible) {
          expect(w).toBeGreaterThan(150);
          expect(h).toBeGreaterThan(80);
        }
      });

      test("its text stands out, everything has a name, nothing moves", async () => {
        expect(await faintTexts(page)).toEqual([]);
        expect(await unnamed(page)).toEqual([]);
        expect(await motions(page)).toBe(0);
      });

      test.each(Object.entries(also))("%s", (_, hold) => hold(page));
    });
  });
}
