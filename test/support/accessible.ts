/** @file Whether people can use a page who see little, hear it read out, or have no mouse: asked of the browser itself. */
import type { CDPSession, Page } from "playwright-core";

/** Texts that do not stand out from their ground, as "text: 3.1". Source: WCAG 2.2, criterion 1.4.3 and "contrast ratio". */
export function faintTexts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const pixel = Object.assign(document.createElement("canvas"), { width: 1, height: 1 });
    const context = pixel.getContext("2d", { willReadFrequently: true })!;
    type Color = readonly [number, number, number, number];
    /** Whatever CSS calls it. */
    const rgba = (color: string): Color => {
      context.clearRect(0, 0, 1, 1);
      context.fillStyle = color;
      context.fillRect(0, 0, 1, 1);
      const [r = 0, g = 0, b = 0, a = 0] = context.getImageData(0, 0, 1, 1).data;
      return [r, g, b, a / 255];
    };
    const over = ([r, g, b, a]: Color, under: Color): Color => {
      const mix = (top: number, below: number) => a * top + (1 - a) * below;
      return [mix(r, under[0]), mix(g, under[1]), mix(b, under[2]), 1];
    };
    const ground = (element: Element | null): Color => {
      if (element === null) return [255, 255, 255, 1];
      const own = rgba(getComputedStyle(element).backgroundColor);
      return own[3] === 1 ? own : over(own, ground(element.parentElement));
    };
    const light = (color: Color) => {
      const [r, g, b] = color.slice(0, 3).map((each) => {
        const share = each / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      }) as [number, number, number];
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const faint: string[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node.parentElement!;
      const text = node.textContent!.trim();
      if (text === "" || element.closest("svg, :disabled, script, style")) continue;
      if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
      const { color, fontSize, fontWeight } = getComputedStyle(element);
      const size = Number.parseFloat(fontSize);
      const large = size >= 24 || (size >= 18.66 && Number(fontWeight) >= 700);
      const back = ground(element);
      const [a, b] = [light(over(rgba(color), back)), light(back)];
      const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
      if (contrast < (large ? 3 : 4.5)) faint.push(`${text.slice(0, 40)}: ${contrast.toFixed(1)}`);
    }
    return faint;
  });
}

const needsName = new Set(
  "button checkbox combobox image img link meter progressbar radio region slider spinbutton textbox".split(
    " ",
  ),
);

/** What a screen reader can say nothing of, by role: controls, pictures and regions without a name. */
export async function unnamed(page: Page): Promise<string[]> {
  const tools: CDPSession = await page.context().newCDPSession(page);
  const { nodes } = await tools.send("Accessibility.getFullAXTree");
  await tools.detach();
  return nodes
    .filter(({ ignored, role }) => !ignored && needsName.has(String(role?.value)))
    .filter(({ name }) => String(name?.value ?? "").trim() === "")
    .map(({ role }) => String(role?.value));
}

/** Ids, or texts, of what the Tab key comes to, in order, from the top of the page; "(not seen)" after those that do not show it. */
export async function tabStops(page: Page, most = 50): Promise<string[]> {
  await page.evaluate(() => {
    document.body.tabIndex = -1;
    document.body.focus();
    document.body.removeAttribute("tabindex");
  });
  const stops: string[] = [];
  for (let i = 0; i < most; i++) {
    await page.keyboard.press("Tab");
    const stop = await page.evaluate(() => {
      const { activeElement: at } = document;
      if (at === null || at === document.body) return "";
      const { outlineStyle, outlineWidth } = getComputedStyle(at);
      const seen = outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 1;
      return `${at.id || (at.textContent ?? "").trim()}${seen ? "" : " (not seen)"}`;
    });
    if (stop === "" || stops.includes(stop)) break;
    stops.push(stop);
  }
  return stops;
}

/** Animations and transitions that run although somebody asked for less motion. */
export async function motions(page: Page): Promise<number> {
  await page.emulateMedia({ reducedMotion: "reduce" });
  return await page.evaluate(() => document.getAnimations().length);
}
