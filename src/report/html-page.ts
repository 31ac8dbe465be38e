/** @file The frame of every page: one file that needs nothing else. */
import { type Html, html, raw } from "./html.ts";
import { style } from "./style.ts";

/** The whole document. `version`: of wristill. */
export function htmlPage(
  title: string,
  content: Html,
  version: string | undefined,
  ownStyle = "",
): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="wristill">
<title>${title}</title>
<style>${raw(style + ownStyle)}</style>
</head>
<body>
<main>
${content}
<footer>Written by wristill ${version}. Nothing on this page is loaded from elsewhere.</footer>
</main>
</body>
</html>
`.text;
}
