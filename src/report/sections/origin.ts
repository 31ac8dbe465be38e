/** @file Method, configuration, machine and versions: what it takes to run this again. */
import { stringify } from "yaml";
import { type Html, html } from "#report/html";
import type { RunResult } from "#report/result";

export function origin(result: RunResult): Html {
  const { method, provenance, config, seeds, created } = result;
  const versions = Object.entries(provenance.versions).map(
    ([name, version]) => `${name} ${version}`,
  );
  const facts: readonly (readonly [string, string | null])[] = [
    ["Method", `${method.name}: ${method.summary} (${method.source})`],
    ["Seeds", seeds.join(", ")],
    ["Engine", provenance.engine],
    ["Machine", `${provenance.cpu}, ${provenance.cores} cores, ${provenance.platform}`],
    ["Versions", [`Node ${provenance.node}`, ...versions].join(", ")],
    ["Commit", provenance.commit],
    ["Made", created],
  ];
  return html`<section id="origin">
<h2>How it was made</h2>
<pre><code>${provenance.command}</code></pre>
<dl class="facts">${facts.map(([name, value]) => (value === null ? null : html`<dt>${name}</dt><dd>${value}</dd>`))}</dl>
<details><summary>Configuration, with defaults</summary><pre><code>${stringify(config).trimEnd()}</code></pre></details>
</section>`;
}
