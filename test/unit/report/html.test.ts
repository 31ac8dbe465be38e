import { expect, test } from "vitest";
import { html, raw } from "#report/html";

test("what is put in is escaped, HTML inside HTML is not", () => {
  const inner = html`<b title="${'"&'}">${"<script>"}</b>`;
  expect(html`<p>${inner}${3}${null}${[raw("<i>"), "'"]}</p>`.text).toBe(
    '<p><b title="&quot;&amp;">&lt;script&gt;</b>3<i>&#39;</p>',
  );
});
