/** @file The page that a phone or a watch opens: asks for a name, measures, shows what it found, and sends it. */
import { whyNot } from "#benchmarks/harness/device/abilities";
import type { DeviceFacts } from "#benchmarks/harness/device/device-part";
import type { PagePlan } from "#benchmarks/harness/device/plan-files";
import { type CarryOut, carryOut } from "./carry-out.ts";
import { deviceFacts, oneLine } from "./device-facts.ts";
import { keepAwake } from "./keep-awake.ts";
import { Measurement } from "./measurement.ts";
import * as view from "./page-view.ts";
import { keeper, newRun } from "./saved-run.ts";
import { visibility } from "./visibility.ts";

async function open(): Promise<void> {
  const plan: PagePlan = await (await fetch("plan.json")).json();
  const facts = await deviceFacts();
  const kept = keeper(() => localStorage, plan.key);
  const tools: CarryOut = { plan, awake: keepAwake(), visibility: visibility(document) };
  const before = kept.read();
  const input = view.element<HTMLInputElement>("name");
  input.value = before?.device.name ?? facts.name;
  view.showNotes([
    ...view.notesFor({ ...facts, awake: tools.awake.possible, keeps: kept.works() }),
    ...missing(plan, facts).map((each) => `Not measured here: ${each}.`),
  ]);
  view.element("form").addEventListener("submit", (event) => {
    event.preventDefault();
    const name = oneLine(input.value, 40) || facts.name;
    void carryOut(Measurement.begin(plan, kept, newRun(), { ...facts, name }), tools);
  });
  view.element("again").addEventListener("click", () => view.show("ready"));
  if (before) await carryOut(new Measurement(plan, kept, before), tools);
  else view.show("ready");
}

/** In words, what is asked for and cannot be done here. */
function missing({ steps }: PagePlan, facts: DeviceFacts): string[] {
  return [...new Set(steps.flatMap(({ setting }) => whyNot(setting, facts) ?? []))];
}

open().catch((error: unknown) => view.showFailure(String(error)));
