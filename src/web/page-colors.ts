/** @file The colours of all pages, by day and by night, as CSS variables. */

/** `line` parts; `edge` is what can be touched, or fills up. */
const names = [
  "page",
  "surface",
  "text",
  "muted",
  "line",
  "edge",
  "blue",
  "orange",
  "teal",
  "bad",
] as const;

type Colors = Readonly<Record<(typeof names)[number], string>>;

const day: Colors = {
  ...{ page: "#f6f5f2", surface: "#fffefc", text: "#1d2126", muted: "#5d656e" },
  ...{ line: "#e2e0da", edge: "#d5d2ca" },
  ...{ blue: "#1f6fb5", orange: "#b8741a", teal: "#0f8577", bad: "#bb4436" },
};

const night: Colors = {
  ...{ page: "#14171a", surface: "#1c2024", text: "#e9e7e2", muted: "#a0a7ae" },
  ...{ line: "#33393f", edge: "#3a4147" },
  ...{ blue: "#6cb1ee", orange: "#e2a552", teal: "#4cc4b2", bad: "#ee8273" },
};

/** What a page adds or replaces: declarations of CSS variables. */
export interface OwnColors {
  readonly day: string;
  readonly night: string;
}

/** By the reader's setting. */
export function pageColors(own: OwnColors): string {
  return `:root { color-scheme: light dark; ${dayColors} ${own.day} }
@media (prefers-color-scheme: dark) { :root { ${declared(night)} ${own.night} } }`;
}

function declared(colors: Colors): string {
  return names.map((name) => `--${name}: ${colors[name]};`).join(" ");
}

/** Those of the day alone: on paper it is never night. */
export const dayColors: string = declared(day);
