import { expect, test } from "vitest";
import { html, raw, unbroken } from "#report/html";

test("what is put in is escaped, HTML inside HTML is not", () => {
  const inner = html`<b title="${'"&'}">${"<script>"}</b>`;
  expect(html`<p>${inner}${3}${null}${[raw("<i>"), "'"]}</p>`.text).toBe(
    '<p><b title="&quot;&amp;">&lt;script&gt;</b>3<i>&#39;</p>',
  );
});

test("a number and its unit stay on one line, words do not", () => {
  expect(unbroken("11.9 kB, 25.4 µs, 79.5 ± 3.0 % of 2 students").replaceAll("\u00a0", "_")).toBe(
    "11.9_kB, 25.4_µs, 79.5_±_3.0_% of 2 students",
  );
});
