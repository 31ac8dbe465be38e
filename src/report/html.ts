/** @file HTML as tagged templates: whatever is put in is escaped, unless it is HTML already. */

/** A piece of finished HTML. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Content = Html | string | number | null | undefined | readonly Content[];

/** `html\`<p>${text}</p>\`` */
export function html(strings: TemplateStringsArray, ...contents: readonly Content[]): Html {
  return new Html(
    strings.map((part, i) => part + (i < contents.length ? render(contents[i]) : "")).join(""),
  );
}

/** Text that is HTML already (a chart's SVG, the style sheet). */
export function raw(text: string): Html {
  return new Html(text);
}

/** With spaces that do not break between a number and its unit: for headings. */
export function unbroken(text: string): string {
  return text.replace(/(?<=\d) (?=(?:[kM]?B|[µm]?s|%|±|points)(?!\w))|(?<=±) (?=\d)/g, "\u00a0");
}

function render(content: Content): string {
  if (content === null || content === undefined) return "";
  if (content instanceof Html) return content.text;
  if (Array.isArray(content)) return content.map(render).join("");
  return escapeHtml(String(content));
}

export function escapeHtml(text: string): string {
  const names: Readonly<Record<string, string>> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
  };
  return text.replace(/[&<>"']/g, (char) => names[char]!);
}
