import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { ask, raw } from "#test/support/ask";
import { type GuardedServer, serveGuarded } from "#web/guarded-server";
import { compressed, madeUp } from "#web/web-file";

const token = "abcdefghjk";
const page = "<!doctype html><title>page</title>";
const got: string[] = [];

let server: GuardedServer;
let own: Record<string, string>;

beforeAll(async () => {
  server = await serveGuarded({
    ...{ host: "127.0.0.1", port: 0, token },
    files: { "": madeUp("index.html", page), "x/long.js": madeUp("long.js", "1;".repeat(9000)) },
    posts: {
      "in.json": async (text) => {
        if (text === "trouble") throw new Error("a secret of the server");
        got.push(text);
        return { status: 200, value: { length: text.length } };
      },
    },
    limits: { body: 1000, head: 500, whole: 1500, connectionsEach: 12 },
  });
  const host = `127.0.0.1:${server.port}`;
  own = { host, origin: `http://${host}`, "content-type": "application/json" };
});
afterAll(() => server?.close());

const post = (body: string | Uint8Array, headers: Record<string, string> = {}) =>
  ask(server.port, {
    ...{ method: "POST", path: `/${token}/in.json`, body },
    headers: { ...own, ...headers },
  });
const get = (path: string, method = "GET", headers: Record<string, string> = {}) =>
  ask(server.port, { method, path, headers });

test("a file that could not be read once is read the next time", async () => {
  let reads = 0;
  const file = {
    type: "text/plain",
    async read() {
      if (reads++ === 0) throw new Error("busy");
      return new TextEncoder().encode("there");
    },
  };
  const zipped = compressed(file);
  await expect(zipped()).rejects.toThrow("busy");
  expect(String(gunzipSync(await zipped()))).toBe("there");
  await zipped();
  expect(reads).toBe(2);
});

describe("reading", () => {
  test("the page, isolated, kept by nobody, telling nobody else where it lies", async () => {
    const { status, headers, body } = await get(`/${token}/`);
    expect([status, String(body)]).toEqual([200, page]);
    expect(headers).toMatchObject({
      "content-type": "text/html; charset=utf-8",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-embedder-policy": "require-corp",
      "referrer-policy": "same-origin",
      "x-content-type-options": "nosniff",
      "cache-control": "no-store",
    });
    expect(server.urls).toEqual([`http://127.0.0.1:${server.port}/${token}/`]);
  });

  test("a slash that was left out leads to the page; what follows a question mark does not matter", async () => {
    const { status, headers } = await get(`/${token}`);
    expect([status, headers.location]).toEqual([308, `/${token}/`]);
    expect((await get(`/${token}/?x=/../y`)).status).toBe(200);
  });

  test("HEAD says the same and sends nothing", async () => {
    const [full, head] = [await get(`/${token}/`), await get(`/${token}/`, "HEAD")];
    expect(head.body.length).toBe(0);
    expect(head.headers["content-length"]).toBe(full.headers["content-length"]);
  });

  test("long files are compressed for those who can read that", async () => {
    const zipped = await get(`/${token}/x/long.js`, "GET", { "accept-encoding": "gzip, br" });
    expect(zipped.headers["content-encoding"]).toBe("gzip");
    expect(zipped.body.length).toBeLessThan(500);
    expect(gunzipSync(zipped.body)).toEqual((await get(`/${token}/x/long.js`)).body);
  });

  test.each([
    "/",
    "",
    "/wrong/",
    "/abcdefghj/",
    "/abcdefghjkk/",
    `//${token}/`,
    `/${token}/nothing`,
    `/${token}/x`,
    `/${token}/x/../../../../etc/passwd`,
    `/${token}/%2e%2e/%2e%2e/package.json`,
    `/${token}/..%5c..%5cpackage.json`,
    `/${token}/x/long.js%00`,
    `/${token}/__proto__`,
    `/${token}/constructor`,
    "*",
    "http://elsewhere.example/",
  ])("nothing lies at %s", async (path) => {
    const { status, body } = await get(path);
    expect([status, String(body)]).toEqual([404, "nothing here\n"]);
  });

  test("no path but those on the list is ever answered", async () => {
    await fc.assert(
      fc.asyncProperty(fc.webPath(), async (path) => {
        const { status } = await get(`/${token}/-${path}`);
        expect(status).toBe(404);
      }),
      { numRuns: 50 },
    );
  });

  test.each(["POST", "PUT", "DELETE", "OPTIONS", "TRACE"])(
    "%s of a page is refused",
    async (it) => {
      const { status, headers } = await get(`/${token}/`, it);
      expect([status, headers.allow]).toEqual([405, "GET, HEAD"]);
    },
  );
});

describe("names", () => {
  test.each(["localhost", "LOCALHOST", "[::1]", "127.0.0.1"])("%s is one of ours", async (name) => {
    const { status } = await get(`/${token}/`, "GET", { host: `${name}:${server.port}` });
    expect(status).toBe(200);
  });

  test.each(["evil.example", "127.0.0.1.evil.example", "127.0.0.1", "localhost:1", "x"])(
    "a page that was made to point here as %j reads nothing",
    async (host) => {
      const { status } = await get(`/${token}/`, "GET", { host });
      expect(status).toBe(421);
    },
  );
});

describe("posting", () => {
  test("what a page of this server posts is taken", async () => {
    const { status, body } = await post('{"ä":1}');
    expect([status, JSON.parse(String(body))]).toEqual([200, { length: 7 }]);
    expect(got.at(-1)).toBe('{"ä":1}');
  });

  test.each([
    ["from another page", 403, "{}", { origin: "http://evil.example" }],
    ["from a page of another port", 403, "{}", { origin: "http://127.0.0.1:1" }],
    ["from a page without a name", 403, "{}", { origin: "null" }],
    ["as a form would", 415, "{}", { "content-type": "text/plain" }],
    ["too long", 413, "x".repeat(1001), {}],
    ["no text", 400, Uint8Array.of(0x22, 0xff, 0x22), {}],
    ["trouble", 500, "trouble", {}],
  ])("%s: %i", async (_, status, body, headers) => {
    const before = got.length;
    const answer = await post(body, headers as Record<string, string>);
    expect(answer.status).toBe(status);
    expect(String(answer.body)).not.toContain("secret");
    expect(got.length).toBe(before);
  });

  test("nobody posts without an origin, with GET, or to a page", async () => {
    const { origin: _, ...without } = own;
    const path = `/${token}/in.json`;
    const silent = await ask(server.port, { method: "POST", path, headers: without, body: "{}" });
    expect(silent.status).toBe(403);
    expect((await get(path)).status).toBe(405);
  });

  test("a body of unknown length ends where too much came", async () => {
    const head = `POST /${token}/in.json HTTP/1.1\r\nHost: ${own.host}\r\nOrigin: ${own.origin}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`;
    const chunk = `200\r\n${"x".repeat(512)}\r\n`;
    const heard = await raw(server.port, [head, chunk, chunk, chunk, chunk]);
    expect(heard).toMatch(/^HTTP\/1\.1 413 [\s\S]*Connection: close/);
  });
});

describe("people who do not let go", () => {
  test("half a head, half a body and no request at all are hung up on; others are served meanwhile", async () => {
    const before = got.length;
    const head = `POST /${token}/in.json HTTP/1.1\r\nHost: ${own.host}\r\nOrigin: ${own.origin}\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n`;
    const stubborn = [
      ...Array.from({ length: 4 }, () => raw(server.port, [...`GET /${token}/ HTTP/1.1\r\n`], 100)),
      ...Array.from({ length: 4 }, () => raw(server.port, [head, '{"half":'], 10)),
      raw(server.port, ["\u0016\u0003\u0001 no HTTP\r\n\r\n"]),
    ];
    expect((await post("{}")).status).toBe(200);
    const heard = await Promise.all(stubborn);
    expect(heard.every((it) => it === "" || /^HTTP\/1\.1 (400|408) /.test(it))).toBe(true);
    expect(got.length).toBe(before + 1);
  });

  test("one address has so many connections and no more", async () => {
    const many = Array.from({ length: 20 }, () => raw(server.port, [""]));
    const first = await Promise.race(many);
    expect(first).toBe("");
    await Promise.all(many);
    await vi.waitFor(async () => expect((await get(`/${token}/`)).status).toBe(200));
  });

  test("whoever asks too often waits", async () => {
    const strict = await serveGuarded({
      ...{ host: "127.0.0.1", port: 0, token, files: { "": madeUp("index.html", page) } },
      limits: { rate: { burst: 5, perSecond: 0.001 } },
    });
    try {
      const answers = await Promise.all(
        Array.from({ length: 8 }, () => ask(strict.port, { path: `/${token}/` })),
      );
      expect(answers.filter(({ status }) => status === 200).length).toBe(5);
      const late = answers.find(({ status }) => status === 429)!;
      expect(late.headers["retry-after"]).toBe("2");
    } finally {
      await strict.close();
    }
  });
});

test("a port that is taken, and an address that is not ours, are sentences", async () => {
  const taken = { host: "127.0.0.1", port: server.port, token, files: {} };
  await expect(serveGuarded(taken)).rejects.toThrow(/choose another --port/);
  for (const port of [65_536, -1, Number.NaN]) {
    await expect(serveGuarded({ ...taken, port })).rejects.toThrow(
      "expected a port from 0 to 65535",
    );
  }
  await expect(serveGuarded({ ...taken, host: "192.0.2.1" })).rejects.toThrow(/another --host/);
});
