/** Everything at once: a hundred honest devices on a bad line, and everybody else. */
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Part } from "#benchmarks/harness/device/device-part";
import { Outbox } from "#benchmarks/harness/device/page/outbox";
import { postPart } from "#benchmarks/harness/device/page/post-part";
import { planFiles } from "#benchmarks/harness/device/plan-files";
import { receiveDevices, type Visit } from "#benchmarks/harness/device/receive-devices";
import { Random } from "#core/random";
import { ask, raw } from "#test/support/ask";
import { badLine } from "#test/support/bad-line";
import { partsOf, phone, runNamed, samplePlan } from "#test/support/device-answers";
import { temporaryFolder } from "#test/support/temporary-folder";

const plan = samplePlan();
const { key } = planFiles(plan).plan;
const devices = 100;
/** Answers that everybody else gets at least. */
const enough = 100;

/** A server that takes what devices send, until it is told to stop. */
async function receiving(folder: string, mostDevices?: number) {
  const stop = new AbortController();
  const troubles: string[] = [];
  let opened: (url: URL) => void;
  const url = new Promise<URL>((resolve) => {
    opened = resolve;
  });
  const visits = receiveDevices(plan, {
    ...{ host: "127.0.0.1", folder, devices: mostDevices, signal: stop.signal },
    limits: { head: 1000, whole: 3000, connectionsEach: 80, rate: { burst: 300, perSecond: 400 } },
    clock: () => new Date(),
    onOpen: ([first]) => opened(new URL(first!)),
    onTrouble: (message) => troubles.push(message),
  });
  return { url: await url, visits, troubles, stop: () => stop.abort() };
}

/** As the page posts, by way of another port. */
function sender(url: URL, port: number): typeof fetch {
  return async (_, init) => {
    const { status, body } = await ask(port, {
      ...{ method: "POST", path: `${url.pathname}parts.json`, body: init!.body as string },
      headers: { host: url.host, origin: url.origin, "content-type": "application/json" },
    });
    return new Response(String(body), { status });
  };
}

/** Sends everything as the page does, but with shorter nights. */
function sendAll(parts: readonly Part[], send: typeof fetch): Promise<string | undefined> {
  return new Promise((resolve) => {
    new Outbox(parts, {
      deliver: (part) => postPart("parts.json", part, send),
      sleep: (seconds) => new Promise((wake) => setTimeout(wake, 20 * seconds)),
      onGone: () => undefined,
      onChange: ({ waiting, refused }) => {
        if (waiting === 0) resolve(refused?.reason);
      },
    });
  });
}

function partsIn(visits: readonly Visit[]): Map<string, Part> {
  const all = visits.flatMap(({ parts }) => parts.map(({ part }) => part));
  return new Map(all.map((part) => [`${part.run}/${part.step}`, part]));
}

describe("a hundred devices, a line that breaks, and people with other plans", () => {
  const honest = Array.from({ length: devices }, (_, i) => {
    return partsOf(plan, runNamed(i), { ...phone, name: `Phone ${i}` });
  });
  let visits: readonly Visit[];
  let folder: string;
  let cuts = 0;
  let troubles: readonly string[];
  const answers: number[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "wristill-"));
    const server = await receiving(folder, devices);
    const { url } = server;
    const port = Number(url.port);
    const line = await badLine(port, new Random(5));
    const send = sender(url, line.port);
    const [attacked, ...refusals] = await Promise.all([
      attack(url, honest[0]!),
      ...honest.slice(1).map((it) => sendAll(it, send)),
    ]);
    // the last, on a good line: then the server ends, and whoever is cut off now asks a closed door for good
    refusals.push(await sendAll(honest[0]!, sender(url, port)));
    expect(refusals.every((it) => it === undefined)).toBe(true);
    answers.push(...attacked);
    visits = await server.visits;
    cuts = line.cuts();
    troubles = server.troubles;
    await line.close();
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  test("the line did break", () => {
    expect(cuts).toBeGreaterThan(100);
  });

  test("nothing is lost, nothing is changed, nothing else is there", () => {
    const sent = new Map(honest.flat().map((part) => [`${part.run}/${part.step}`, part]));
    expect(partsIn(visits)).toEqual(sent);
    expect(visits.every(({ parts, due }) => parts.length === due)).toBe(true);
  });

  test("the disk says the same", async () => {
    const names = await readdir(join(folder, key), { recursive: true });
    const files = names.filter((name) => name.endsWith(".json") && name !== "session.json");
    expect(files.length).toBe(honest.flat().length);
    for (const part of honest.flat()) {
      const text = await readFile(join(folder, key, part.run, `${part.step}.json`), "utf8");
      expect(JSON.parse(text).part).toEqual(part);
    }
    expect(names.filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  test("everybody else was told no, and the server had no trouble of its own", () => {
    expect(answers.length).toBeGreaterThan(enough);
    expect([...new Set(answers)].sort()).toEqual([400, 403, 404, 405, 409, 413, 415, 421, 422]);
    expect(troubles).toEqual([]);
  });
});

/** What every kind of visitor was answered. */
async function attack(url: URL, [part]: readonly Part[]): Promise<number[]> {
  const port = Number(url.port);
  const headers = { host: url.host, origin: url.origin, "content-type": "application/json" };
  const path = `${url.pathname}parts.json`;
  const good = JSON.stringify(part);
  const stranger = { ...part!, run: "stranger000000000000" };
  const post = (change: object) =>
    ask(port, { method: "POST", path, headers, body: good, ...change });
  const kinds = [
    { body: "" },
    { body: "{" },
    { body: good.slice(0, -5) },
    { body: "null" },
    { body: "[".repeat(20_000) },
    { body: `{"__proto__":${good}}` },
    { body: JSON.stringify({ ...stranger, more: 1 }) },
    { body: JSON.stringify({ ...stranger, plan: "0123456789abcdef" }) },
    { body: JSON.stringify({ ...stranger, step: 7 }) },
    { body: JSON.stringify({ ...stranger, run: "../../../session.json" }) },
    { body: Buffer.from([0x7b, 0xff, 0xfe]) },
    { body: JSON.stringify({ ...stranger, pad: "x".repeat(100_000) }) },
    { path: "/guessguess/parts.json" },
    { path: `${url.pathname}../parts.json` },
    { path: `${url.pathname.slice(0, -1)}x/parts.json` },
    { method: "PUT" },
    { method: "GET" },
    { headers: { ...headers, host: "evil.example" } },
    { headers: { ...headers, origin: "http://evil.example" } },
    { headers: { host: url.host, "content-type": "application/json" } },
    { headers: { ...headers, "content-type": "text/plain" } },
    { headers: { ...headers, "content-type": "multipart/form-data" } },
  ];
  const head = `POST ${path} HTTP/1.1\r\nHost: ${url.host}\r\nOrigin: ${url.origin}\r\nContent-Type: application/json\r\n`;
  const slow = Array.from({ length: 6 }, () => raw(port, [...head], 50));
  const half = Array.from({ length: 6 }, () =>
    raw(port, [
      `${head}Content-Length: ${JSON.stringify(stranger).length}\r\n\r\n`,
      JSON.stringify(stranger).slice(0, 300),
    ]),
  );
  const found: number[] = [];
  // on a fast machine most are told to come back later, which is no answer to what they sent
  for (let round = 0; round < 6 || (round < 100 && found.length <= enough); round++) {
    const answered = await Promise.all(kinds.map((kind) => post(kind).catch(() => undefined)));
    found.push(...answered.flatMap((it) => (it && it.status !== 429 ? it.status : [])));
  }
  const forged = { ...part!, device: { ...part!.device, name: "Forged" } };
  await sendAll([part!], sender(url, port));
  found.push((await post({ body: JSON.stringify(forged) })).status);
  await Promise.all([...slow, ...half]);
  return found;
}

describe("stopped and started again", () => {
  test("has the same address, and what came before", async () => {
    const folder = await temporaryFolder();
    const first = await receiving(folder);
    const parts = partsOf(plan, runNamed(1));
    await sendAll(parts.slice(0, 3), sender(first.url, Number(first.url.port)));
    first.stop();
    expect((await first.visits)[0]!.parts.length).toBe(3);
    const second = await receiving(folder, 1);
    expect(second.url.href).toBe(first.url.href);
    await sendAll(parts, sender(second.url, Number(second.url.port)));
    const [visit] = await second.visits;
    expect(visit!.parts.length).toBe(visit!.due);
  });

  test("keeps no clock running when it has ended, and waits for months where it is told to", async () => {
    const folder = await temporaryFolder();
    const stop = new AbortController();
    const timers = () =>
      process.getActiveResourcesInfo().filter((each) => each === "Timeout").length;
    const before = timers();
    let ended = false;
    const months = receiveDevices(plan, {
      ...{ host: "127.0.0.1", folder, wait: 1e7, signal: stop.signal },
      clock: () => new Date(),
      onOpen: () => undefined,
    }).then(() => {
      ended = true;
    });
    await new Promise((wake) => setTimeout(wake, 300));
    expect(ended).toBe(false);
    stop.abort();
    await months;
    await receiveDevices(plan, {
      ...{ host: "127.0.0.1", folder, wait: 600, signal: stop.signal },
      clock: () => new Date(),
      onOpen: () => undefined,
    });
    expect(timers()).toBeLessThanOrEqual(before);
  });

  test("ends after its time with nothing, where nobody came", async () => {
    const visits = await receiveDevices(plan, {
      ...{ host: "127.0.0.1", folder: await temporaryFolder(), wait: 0.1 },
      clock: () => new Date(),
      onOpen: () => undefined,
    });
    expect(visits).toEqual([]);
  });
});
