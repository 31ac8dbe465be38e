import { setBackend } from "@tensorflow/tfjs";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { pack } from "#core/pack";
import { Random } from "#core/random";
import type { WindowSet } from "#core/signal";
import { liveSite } from "#live/live-site";
import { quietTf } from "#record/quiet";
import { cnn1dTiny } from "#students/cnn1d-tiny";
import { faintTexts, motions, tabStops, unnamed } from "#test/support/accessible";
import { launchBrowser, whyNoBrowser } from "#test/support/browser";
import { acceleration, builtNetwork, classes, exportedModel, length } from "#test/support/exported";
import { type GuardedServer, serveGuarded } from "#web/guarded-server";

const reason = await whyNoBrowser();
const acc = { length, channels: ["x", "y", "z"], sampleRate: 50, unit: "g" };

/** Four windows of each class, swinging faster from class to class. */
function windows(): WindowSet {
  const random = new Random(2);
  const labels = Int32Array.from({ length: 4 * classes.length }, (_, i) => Math.floor(i / 4));
  const data = Float32Array.from({ length: labels.length * length * 3 }, (_, i) => {
    const t = Math.floor(i / 3) % length;
    return Math.sin(t * (0.1 + 0.1 * labels[Math.floor(i / 3 / length)]!)) + 0.1 * random.normal();
  });
  const people = Array.from(labels, () => "p07");
  const facts = { size: labels.length, labels, classes, subjects: people, recordings: people };
  return { ...facts, signals: { acc: { ...acc, data } } };
}

/** Movement of so many seconds through the page's own sensor, as fast as it goes; stamps say 60 Hz. */
async function move(page: Page, seconds: number, swing: number): Promise<void> {
  await page.evaluate(
    async ({ seconds, swing }) => {
      const world = globalThis as { fakeTime?: number };
      for (let i = 0; i < 60 * seconds; i++) {
        const time = (world.fakeTime ?? 1000) + 1000 / 60;
        world.fakeTime = time;
        const angle = (swing * time) / 1000;
        const felt = { x: 8 * Math.sin(angle), y: 8 * Math.cos(2 * angle), z: 9.8 };
        const event = new DeviceMotionEvent("devicemotion", {
          ...{ acceleration: felt, accelerationIncludingGravity: felt, interval: 16 },
        });
        Object.defineProperty(event, "timeStamp", { value: time });
        dispatchEvent(event);
        if (i % 10 === 9) await new Promise((resolve) => setTimeout(resolve, 4));
      }
    },
    { seconds, swing },
  );
}

const text = (page: Page, id: string) => page.textContent(`#${id}`);

describe.skipIf(reason)(`the live page in Chromium${reason ? ` (skipped: ${reason})` : ""}`, () => {
  let browser: Browser;
  let server: GuardedServer;
  let context: BrowserContext;
  let page: Page;
  const trouble: string[] = [];
  const fetched: string[] = [];

  const ready = () =>
    page.waitForFunction(
      () => !(document.getElementById("start") as HTMLButtonElement).disabled,
      undefined,
      { timeout: 60_000 },
    );
  /** Waits until the text of an element is like that. */
  const says = (id: string, { source }: RegExp, on = page) =>
    on.waitForFunction(
      ({ id, source }) => new RegExp(source).test(document.getElementById(id)?.textContent ?? ""),
      { id, source },
      { timeout: 60_000 },
    );

  beforeAll(async () => {
    quietTf();
    await setBackend("cpu");
    const model = exportedModel(builtNetwork(cnn1dTiny, {}, [acceleration]), { signals: { acc } });
    const people = windows();
    const options = { title: "tiny <b>", model: model.bytes };
    const files = await liveSite({ ...options, windows: { test: people, train: people } });
    server = await serveGuarded({ host: "127.0.0.1", port: 0, token: "secret", files });
    browser = await launchBrowser();
    context = await browser.newContext({ viewport: { width: 390, height: 844 } });
    page = await context.newPage();
    page.on("pageerror", (error) => trouble.push(error.message));
    page.on("console", (message) => trouble.push(message.text()));
    page.on("request", (request) => fetched.push(request.url()));
    await page.goto(server.urls[0]!);
    await ready();
    await says("offline", /^yes/);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  test("loads from one server, without a complaint", () => {
    expect(trouble).toEqual([]);
    expect(fetched.every((url) => url.startsWith(server.urls[0]!))).toBe(true);
  });

  test("names the model as text", async () => {
    expect(await text(page, "whose")).toBe("person p07");
    expect(await page.title()).toBe("tiny <b> · wristill live");
  });

  test("plays the recording, and knows how often it is right", async () => {
    await page.selectOption("#speed", "4");
    await page.click("#start");
    await says("score", / of [1-9]/);
    expect(classes).toContain(await text(page, "truth"));
    expect(await text(page, "latency")).toMatch(/^[\d.]+ ms · p95 [\d.]+ ms$/);
    await page.click("#start");
    expect(await text(page, "start")).toBe("Start");
  });

  test("the keyboard alone starts the sensor, and rows of it get labels", async () => {
    await page.focus("#recording-source");
    await page.keyboard.press("ArrowUp");
    expect(await page.isChecked("#sensor")).toBe(true);
    await page.keyboard.press("Tab");
    expect(await page.evaluate("document.activeElement.id")).toBe("start");
    await page.keyboard.press("Enter");
    await says("activity", /no motion/); // the browser's one empty event is no sensor
    await move(page, 5, 3);
    await says("counts", /^[1-9]\d* windows/);
    expect([...classes, "unknown"]).toContain(await text(page, "activity"));
    expect(await page.$$eval("#classes li", (all) => all.length)).toBe(classes.length);
  });

  test("the Tab key goes from the top down, and shows where it is", async () => {
    expect(await tabStops(page)).toEqual(["sensor", "start", "label", "record"]);
  });

  test("learns two movements in the page, asks nobody, and is right about the seconds held out", async () => {
    const before = fetched.length;
    for (const [label, swing] of [
      ["sitting", 3],
      ["walking", 9],
    ] as const) {
      await page.selectOption("#label", { label });
      await page.click("#record");
      await move(page, 16, swing);
      await says("recording", /^$/);
    }
    const taken = await page.$$eval("#taken tr", (rows) => rows.map((row) => row.textContent));
    expect(taken.map((row) => row?.replace(/\d+$/, ""))).toEqual(["walking", "sitting"]);
    await page.evaluate(() => {
      const [button, said] = ["train", "training"].map((id) => document.getElementById(id)!);
      const world = globalThis as { openTrainings?: number };
      world.openTrainings = 0;
      const look = () => {
        const open = !(button as HTMLButtonElement).disabled;
        if (open && said!.textContent?.startsWith("training:")) world.openTrainings!++;
      };
      for (const each of [button!, said!])
        new MutationObserver(look).observe(each, { attributes: true, childList: true });
    });
    await Promise.all([page.click("#train"), move(page, 6, 9)]); // windows come while it learns
    await says("training", /^trained/);
    expect(await page.evaluate("openTrainings")).toBe(0);
    expect(await page.isDisabled("#train")).toBe(false);
    const [own] = await page.$$eval("#change tr", (rows) =>
      rows.map((row) => Array.from(row.children, (cell) => cell.textContent)),
    );
    const [was, is] = own!.slice(2).map((cell) => Number.parseInt(cell ?? "", 10));
    expect(was).toBeLessThan(90); // the network was never trained
    expect(is).toBe(100);
    await move(page, 20, 9);
    await says("activity", /^walking$/);
    expect(fetched.slice(before)).toEqual([]);
    expect(trouble).toEqual([]);
  });

  test("opens without a network, and remembers what it learnt", async () => {
    await context.setOffline(true);
    await page.reload();
    await ready();
    expect(await page.isChecked("#use")).toBe(true);
    await page.check("#sensor");
    await page.click("#start");
    await move(page, 20, 9);
    await says("activity", /^walking$/);
    await page.click("#forget");
    expect(await page.isDisabled("#use")).toBe(true);
    await page.reload();
    await ready();
    expect(await page.isChecked("#use")).toBe(false);
    await context.setOffline(false);
    expect(trouble).toEqual([]);
  });

  test.each([
    "{broken",
    "null",
    pack({ weights: {}, scale: 1 }),
    pack({
      weights: { parameters: new Float32Array(3), statistics: new Float32Array(0) },
      scale: 1,
    }),
    '{"weights":{"parameters":{"Float32Array":"AAA="}}}',
  ])("begins anew where the browser kept %s", async (kept) => {
    await page.evaluate(async (kept) => {
      const { key } = await (await fetch("live.json")).json();
      localStorage.setItem(`wristill-live ${key}`, kept);
    }, kept);
    await page.reload();
    await ready();
    expect(await text(page, "training")).toMatch(/^begins anew: what was learnt before is not/);
    expect(await page.isDisabled("#use")).toBe(true);
    await page.check("#recording-source");
    await page.click("#start");
    await says("score", / of [1-9]/);
    await page.click("#start");
    expect(trouble).toEqual([]);
    await page.evaluate("localStorage.clear()");
  });

  describe("a model whose signals were processed", () => {
    const gravity = { cutoff: 0.3, order: 3, keep: "both" };
    const measured = [{ name: "acc", channels: ["x", "y", "z"], sampleRate: 50, unit: "g" }];
    const split = ["body", "gravity"].flatMap((part) => ["x", "y", "z"].map((c) => `${part}.${c}`));

    async function opened(form: "forward" | "zero-phase") {
      const processing = [
        { name: "gravity", options: { ...gravity, form }, causal: form === "forward" },
      ];
      const network = builtNetwork(cnn1dTiny, {}, [{ modality: "acc", length, channels: 6 }]);
      const { bytes } = exportedModel(network, {
        signals: { acc: { ...acc, channels: split, processing, measured } },
      });
      const files = await liveSite({ title: "split", model: bytes });
      const own = await serveGuarded({ host: "127.0.0.1", port: 0, token: "secret", files });
      onTestFinished(() => own.close());
      const found = await context.newPage();
      onTestFinished(() => found.close());
      found.on("pageerror", (error) => trouble.push(error.message));
      await found.goto(own.urls[0]!);
      await says("activity", /^ready$/, found);
      return found;
    }

    test("reads the sensor by the same steps, where they are causal", async () => {
      const own = await opened("forward");
      expect(await text(own, "why-no-sensor")).toBe("");
      await own.check("#sensor");
      await own.click("#start");
      await move(own, 6, 3);
      await says("counts", /^[1-9]\d* windows/, own);
      expect([...classes, "unknown"]).toContain(await text(own, "activity"));
      expect(await text(own, "trouble")).toBe("");
    });

    test("says why it cannot, where they look ahead", async () => {
      const own = await opened("zero-phase");
      expect(await own.isDisabled("#sensor")).toBe(true);
      expect(await text(own, "why-no-sensor")).toMatch(/gravity in a form that looks ahead/);
    });
  });

  test.each([
    [320, "dark"],
    [390, "light"],
    [1280, "dark"],
    [1280, "light"],
  ] as const)(
    "at %i px, %s, nothing hangs over the edge and text stands out",
    async (width, colorScheme) => {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(
        width,
      );
      expect(await faintTexts(page)).toEqual([]);
      expect(await unnamed(page)).toEqual([]);
      expect(await motions(page)).toBe(0);
      const small = await page.$$eval("button, select", (all) =>
        all.filter((each) => each.clientHeight > 0 && each.clientHeight < 40).map(({ id }) => id),
      );
      expect(small).toEqual([]); // a finger is wider than a mouse
    },
  );
});
