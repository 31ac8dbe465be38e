/** @file Serves the page, takes what devices send, and says when it is enough. */
import { join } from "node:path";
import { readJson, writeJson } from "#core/files";
import type { OnProgress } from "#core/progress";
import {
  type GuardedOptions,
  type GuardedServer,
  type Limits,
  serveGuarded,
} from "#web/guarded-server";
import { moduleFiles } from "#web/module-files";
import { newToken } from "#web/token";
import { madeUp, type WebFiles } from "#web/web-file";
import { stepsFor } from "./abilities.ts";
import { browserName } from "./browser-name.ts";
import { type Part, partIn } from "./device-part.ts";
import type { DevicePlan } from "./device-plan.ts";
import { pageHtml } from "./page-html.ts";
import { type KeptPart, openStore, type PartStore, type StoreOptions } from "./part-store.ts";
import { longestAnswer, planFiles } from "./plan-files.ts";

export interface ReceiveOptions {
  /** Where to listen. */
  readonly host: string;
  /** `undefined`: the one of an earlier start, else any that is free. */
  readonly port?: number | undefined;
  /** Keeps what came; a start with the same files and options goes on with it. */
  readonly folder: string;
  /** Ends when so many devices have measured everything; `undefined`: does not. */
  readonly devices?: number | undefined;
  /** Ends after so many seconds; `undefined`: does not. */
  readonly wait?: number | undefined;
  /** Ends with what has come. */
  readonly signal?: AbortSignal | undefined;
  readonly clock: () => Date;
  readonly limits?: Partial<Limits>;
  /** Where the page is, those addresses first that other devices can open. */
  readonly onOpen: (urls: readonly string[]) => void;
  readonly onProgress?: OnProgress | undefined;
  readonly onTrouble?: ((message: string) => void) | undefined;
}

/** One measurement on one device. */
export interface Visit {
  readonly run: string;
  readonly parts: readonly KeptPart[];
  /** Steps that this device can take. */
  readonly due: number;
}

interface Session {
  readonly token: string;
  readonly port: number;
}

/** More than anybody has devices. */
const mostRuns = 500;

/** Resolves with everything that came: with enough devices, after the time, or when the signal says so. */
export async function receiveDevices(
  plan: DevicePlan,
  options: ReceiveOptions,
): Promise<readonly Visit[]> {
  const { plan: page, files } = planFiles(plan);
  const folder = join(options.folder, page.key);
  const check = (value: unknown) => partIn(value, page.key, plan);
  const store = await openStore({ ...options, folder, check, mostRuns });
  const stop = new AbortController();
  const onPart = ({ run }: Part) => {
    const visits = visitsIn(store, plan);
    tell(visits, run, options);
    if (visits.filter(isWhole).length >= (options.devices ?? mostRuns)) stop.abort();
  };
  const server = await serve(options, folder, {
    files: { ...files, ...(await pageFiles(page.files)) },
    posts: { "parts.json": (text) => take(text, { store, check, onPart }) },
    limits: { ...options.limits, body: longestAnswer(plan) },
  });
  try {
    options.onOpen(server.urls);
    for (const { parts } of visitsIn(store, plan)) onPart(parts[0]!.part);
    await ended(stop.signal, options);
  } finally {
    await server.close();
  }
  return visitsIn(store, plan);
}

/** At the address of an earlier start, where devices may still be waiting. */
async function serve(
  { host, port, onTrouble }: ReceiveOptions,
  folder: string,
  content: Pick<GuardedOptions, "files" | "posts" | "limits">,
): Promise<GuardedServer> {
  const file = join(folder, "session.json");
  const before = await readJson<Session>(file);
  const token = before?.token ?? newToken();
  const open = (wanted: number) =>
    serveGuarded({ ...content, ...{ host, token, onTrouble, port: wanted } });
  const server = await open(port ?? before?.port ?? 0).catch((error: unknown) => {
    if (port !== undefined || before === undefined) throw error;
    return open(0); // somebody else has that port by now
  });
  await writeJson(file, { token, port: server.port } satisfies Session);
  return server;
}

/** The page and its modules. */
async function pageFiles(names: readonly string[]): Promise<WebFiles> {
  const { files, entries } = await moduleFiles([
    "dist/benchmarks/harness/device/page/main.js",
    "dist/benchmarks/harness/device/page/step-worker.js",
  ]);
  const [main] = entries as [string];
  return { ...files, "": madeUp("index.html", pageHtml({ names, main })) };
}

interface Taking extends Pick<StoreOptions, "check"> {
  readonly store: PartStore;
  /** After it was kept. */
  readonly onPart: (part: Part) => void;
}

/** Answers when the part is on the disk. A part that is there already is welcome again. */
async function take(text: string, { store, check, onPart }: Taking) {
  const part = check(jsonIn(text));
  if (typeof part === "string") return { status: 422, value: { refused: part } };
  const outcome = await store.add(part);
  if (outcome === "other") return { status: 409, value: { refused: "another answer is kept" } };
  if (outcome === "full") return { status: 507, value: { refused: `${mostRuns} measurements` } };
  if (outcome === "kept") onPart(part);
  return { status: 200, value: { kept: true } };
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function visitsIn(store: PartStore, { steps }: DevicePlan): Visit[] {
  const runs = new Map<string, KeptPart[]>();
  for (const kept of store.parts()) {
    const { run } = kept.part;
    runs.set(run, [...(runs.get(run) ?? []), kept]);
  }
  return [...runs].map(([run, parts]) => {
    return { run, parts, due: stepsFor(steps, parts[0]!.part.device).length };
  });
}

function isWhole({ parts, due }: Visit): boolean {
  return parts.length >= due;
}

function tell(visits: readonly Visit[], run: string, { onProgress }: ReceiveOptions): void {
  const visit = visits.find((each) => each.run === run)!;
  const { name, userAgent } = visit.parts[0]!.part.device;
  const task = `${name} (${browserName(userAgent)})`;
  onProgress?.({ task, done: visit.parts.length, total: visit.due });
}

/** ms; as long as a timer goes. */
const longest = 2 ** 31 - 1;

/** When there is enough, the time is over, or somebody says so. */
function ended(enough: AbortSignal, { wait, signal }: ReceiveOptions): Promise<void> {
  return new Promise((resolve) => {
    const due = wait === undefined ? undefined : Math.min(longest, 1000 * wait);
    const timer = due === undefined ? undefined : setTimeout(resolve, due);
    const end = () => {
      clearTimeout(timer);
      resolve();
    };
    for (const each of [enough, signal]) {
      if (each?.aborted) end();
      each?.addEventListener("abort", end);
    }
  });
}
