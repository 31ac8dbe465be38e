/** @file Keeps every file of the page, so that it opens without a network. Runs by itself: it imports nothing. */

/** Written in front of this script. */
interface Kept {
  /** Changes with any of the files. */
  readonly version: string;
  /** Below the worker's own folder; "" is the page. */
  readonly paths: readonly string[];
}

interface LifeEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}

interface FetchEvent extends Event {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}

const worker = self as unknown as {
  readonly kept: Kept;
  readonly location: Location;
  readonly clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(type: "install" | "activate", listener: (event: LifeEvent) => void): void;
  addEventListener(type: "fetch", listener: (event: FetchEvent) => void): void;
};

const root = new URL("./", worker.location.href);
const name = `wristill-live ${root.pathname} ${worker.kept.version}`;

worker.addEventListener("install", (event) => {
  event.waitUntil(keepAll().then(() => worker.skipWaiting()));
});

worker.addEventListener("activate", (event) => {
  event.waitUntil(forgetOlder().then(() => worker.clients.claim()));
});

/** What is kept never asks the network; anything else is not of this page. */
worker.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method === "GET" && request.url.startsWith(root.href))
    event.respondWith(answer(request));
});

async function keepAll(): Promise<void> {
  const cache = await caches.open(name);
  const addresses = worker.kept.paths.map((path) => new URL(path, root).href);
  await cache.addAll(addresses);
}

async function forgetOlder(): Promise<void> {
  const own = `wristill-live ${root.pathname} `;
  const older = (await caches.keys()).filter((each) => each.startsWith(own) && each !== name);
  await Promise.all(older.map((each) => caches.delete(each)));
}

async function answer(request: Request): Promise<Response> {
  const cache = await caches.open(name);
  return (await cache.match(request, { ignoreSearch: true })) ?? fetch(request);
}
