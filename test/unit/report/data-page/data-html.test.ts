import { describe, expect, test } from "vitest";
import { dataHtml } from "#report/data-page/data-html";
import { sampleInspection } from "./sample-inspection.ts";

const origin = { command: "wristill data inspect mine --html data.html", version: "1.2.3" };
const inspection = await sampleInspection();
const page = await dataHtml(inspection, origin);

test("needs nothing from elsewhere, no script", () => {
  expect(page.match(/<script|<link|<img|<iframe|@import|url\(|src=/gi)).toBeNull();
});

test("is the same text for the same inspection", async () => {
  expect((await dataHtml(await sampleInspection(), origin)) === page).toBe(true);
});

test("has all sections, and words for every picture", () => {
  const sections = [...page.matchAll(/<section id="([\w-]+)"/g)].map(([, id]) => id);
  expect(sections).toEqual([
    ...["findings", "examples", "balance", "people", "head", "spectra", "channels", "source"],
  ]);
  const pictures = page.match(/<svg /g)!.length;
  const told = page.match(/<svg role="img" aria-label="[^"]/g)!.length;
  const hidden = page.match(/<svg class="rangebar"[^>]* aria-hidden="true"/g)!.length;
  expect(told + hidden).toBe(pictures);
});

test("says what to type to have it again", () => {
  expect(page).toContain(`<code>${origin.command}</code>`);
});

test("follows light and dark, phone and paper", () => {
  for (const query of ["prefers-color-scheme: dark", "max-width: 720px", "@media print"])
    expect(page).toContain(query);
});

test("an example of every class by everybody who shows it, in two signals", () => {
  const frames = [...page.matchAll(/aria-label="(\w+) of (\w+) by (\w+)"/g)];
  const count = (modality: string, name: string) =>
    frames.filter(([, one, two]) => one === modality && two === name).length;
  expect(["acc", "eeg"].map((each) => [count(each, "rest"), count(each, "tap")])).toEqual([
    [3, 2],
    [3, 2],
  ]);
});

test("heads have the electrodes and no other channels", () => {
  const montage = /<figure class="montage">.*?<\/figure>/s.exec(page)![0];
  const names = [...montage.matchAll(/<text[^>]*>(\w+)</g)].map(([, name]) => name);
  expect(names).toEqual(["Fz", "C3", "Cz", "C4", "Oz"]);
  expect(montage).toContain("5 electrodes, 1 other channels");
  expect(page).toMatch(/α of tap: least at \w+ -?\d/);
});

describe("what is not there is left out", () => {
  test("no EEG, no head", async () => {
    const { acc } = inspection.modalities;
    const text = await dataHtml({ ...inspection, modalities: { acc: acc! } }, origin);
    expect(text).not.toContain('<section id="head"');
    expect(text).toContain('<section id="spectra"');
  });

  test("nobody knows who is who: no table of people", async () => {
    const text = await dataHtml({ ...inspection, anonymous: true }, origin);
    expect(text).not.toContain('<section id="people"');
    expect(text).toContain("not stated");
    expect(text).toContain("do not say who is who");
  });

  test("hundreds of people do not fit", async () => {
    const [first] = inspection.subjects;
    const subjects = Array.from({ length: 200 }, (_, i) => ({ ...first!, subject: `r${i}` }));
    const text = await dataHtml({ ...inspection, subjects, recordings: 400 }, origin);
    expect(text).toContain("200 people: too many for a table");
  });
});

test("names from files cannot become markup", async () => {
  const hostile = ["<script>alert(1)</script>", '"><b>'];
  const text = await dataHtml(await sampleInspection(hostile), origin);
  expect(text).not.toContain("<script");
  expect(text).not.toContain("<b>alert");
  expect(text).not.toContain('"><b>');
});
