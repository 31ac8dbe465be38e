import { createHash } from "node:crypto";
import { chmod, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { UserError } from "#core/errors";
import { type FetchOptions, fetchFile } from "#sensors/download/fetch-file";
import { temporaryFolder } from "#test/support/temporary-folder";
import { type Answer, fileServer, sends } from "./file-server.ts";

const body = Uint8Array.from({ length: 300_000 }, (_, i) => (i * 31 + (i >> 8)) & 255);
const sha256 = createHash("sha256").update(body).digest("hex");

/** Waits nothing and notes how long it should have. */
function noWait() {
  const waits: number[] = [];
  const wait = async (ms: number) => void waits.push(ms);
  return { waits, wait };
}

async function setUp(answer: Answer, options: FetchOptions = {}) {
  const server = await fileServer(answer);
  const folder = await temporaryFolder();
  const target = join(folder, "set.zip");
  const { waits, wait } = noWait();
  const url = `${server.url}/set.zip`;
  const get = (stated: object = {}, more: FetchOptions = {}) =>
    fetchFile({ url, file: "set.zip", ...stated }, target, { wait, ...options, ...more });
  /** What an earlier call left behind. */
  const leave = async (bytes: Uint8Array, from = url) => {
    await writeFile(`${target}.part`, bytes);
    await writeFile(`${target}.part.json`, JSON.stringify({ url: from, stamp: '"v1"' }));
  };
  return { server, folder, target, waits, get, leave };
}

test("a file comes whole, with its size, its sha-256 and nothing beside it", async () => {
  const { folder, target, get } = await setUp(sends(body));
  expect(await get({ bytes: body.length, sha256 })).toEqual({ bytes: body.length, sha256 });
  expect(new Uint8Array(await readFile(target))).toEqual(body);
  expect(await readdir(folder)).toEqual(["set.zip"]);
});

test("progress rises to the size the server states", async () => {
  const { get } = await setUp(sends(body));
  const seen: [number, number | undefined][] = [];
  await get({}, { onProgress: (done, total) => seen.push([done, total]) });
  expect(seen[0]).toEqual([0, body.length]);
  expect(seen.at(-1)).toEqual([body.length, body.length]);
  expect(seen.map(([done]) => done)).toEqual(seen.map(([done]) => done).sort((a, b) => a - b));
});

test("an empty file and one of unknown size", async () => {
  const { get } = await setUp((_, response) => void response.end());
  expect(await get()).toMatchObject({ bytes: 0 });
  const chunked = await setUp((_, response) => {
    response.write(body.subarray(0, 1000));
    response.end(body.subarray(1000));
  });
  expect(await chunked.get()).toEqual({ bytes: body.length, sha256 });
});

describe("a connection that drops", () => {
  test("is taken up where it broke off", async () => {
    const { server, target, waits, get } = await setUp(sends(body, { cut: [90_000, 80_000] }));
    await get({ sha256 });
    expect(new Uint8Array(await readFile(target))).toEqual(body);
    expect(server.ranges).toEqual(["", "bytes=90000-", "bytes=170000-"]);
    expect(waits).toEqual([1000, 1000]);
  });

  test("starts anew where the server knows no ranges", async () => {
    const { server, get } = await setUp(sends(body, { ranged: false, cut: [90_000] }));
    expect(await get()).toEqual({ bytes: body.length, sha256 });
    expect(server.ranges).toEqual(["", "bytes=90000-"]);
  });

  test.each([
    ["no validator", ""],
    ["a weak validator", 'W/"v1"'],
  ])("starts anew with %s: nothing promises the same bytes", async (_, etag) => {
    const { server, get } = await setUp(sends(body, { etag, cut: [90_000] }));
    expect(await get()).toEqual({ bytes: body.length, sha256 });
    expect(server.ranges).toEqual(["", ""]);
  });

  test("starts anew where the file has changed meanwhile", async () => {
    const other = body.map((value) => 255 - value);
    const { target, get } = await setUp((message, response, request) =>
      request === 0
        ? sends(body, { cut: [90_000] })(message, response, request)
        : sends(other, { etag: '"v2"' })(message, response, request),
    );
    await get();
    expect(new Uint8Array(await readFile(target))).toEqual(other);
  });

  test("at the last byte leaves nothing to ask for", async () => {
    const { server, folder, get, leave } = await setUp(sends(body));
    await leave(body);
    expect(await get()).toEqual({ bytes: body.length, sha256 });
    expect(server.ranges).toEqual([`bytes=${body.length}-`]);
    expect(await readdir(folder)).toEqual(["set.zip"]);
  });

  test("a part that is longer than the file is thrown away", async () => {
    const { get, leave } = await setUp(sends(body));
    await leave(new Uint8Array(body.length + 5));
    expect(await get()).toEqual({ bytes: body.length, sha256 });
  });

  test("a part of another address is thrown away", async () => {
    const { server, get, leave } = await setUp(sends(body));
    await leave(body.subarray(0, 1000), "http://127.0.0.1/other.zip");
    expect(await get()).toEqual({ bytes: body.length, sha256 });
    expect(server.ranges).toEqual([""]);
  });

  test("another range than the one asked for is not taken", async () => {
    const { get, leave } = await setUp((message, response, request) => {
      if (request > 0) return sends(body)(message, response, request);
      response.writeHead(206, { "Content-Range": `bytes 5-9/${body.length}` }).end("12345");
    });
    await leave(body.subarray(0, 1000));
    expect(await get()).toEqual({ bytes: body.length, sha256 });
  });

  test("again and again is given up, and what came is kept", async () => {
    const { target, waits, get } = await setUp(
      sends(body, { cut: [90_000, 0, 0, 0, 0, 0, 0, 0] }),
      { attempts: 4 },
    );
    const error = await get().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UserError);
    expect(String(error)).toMatch(/given up after 4 attempts.*goes on from there.*90000 bytes/s);
    expect(waits).toEqual([1000, 2000, 4000]);
    expect((await readFile(`${target}.part`)).length).toBe(90_000);
  });

  test("a second call goes on from what the first one kept", async () => {
    const { server, get } = await setUp(sends(body, { cut: [90_000, 0] }), { attempts: 2 });
    await expect(get()).rejects.toThrow(/given up/);
    expect(await get({ sha256 })).toEqual({ bytes: body.length, sha256 });
    expect(server.ranges).toEqual(["", "bytes=90000-", "bytes=90000-"]);
  });

  test("silence counts as dropped", async () => {
    const { get } = await setUp(
      (message, response, request) => {
        if (request > 0) return sends(body)(message, response, request);
        response.writeHead(200, { "Content-Length": body.length, ETag: '"v1"' });
        response.write(body.subarray(0, 1000));
      },
      { patience: 150 },
    );
    expect(await get({ sha256 })).toEqual({ bytes: body.length, sha256 });
  });

  test("slow, but never silent for long, is fine", async () => {
    const { server, get } = await setUp(
      async (_, response) => {
        response.writeHead(200, { "Content-Length": 8 });
        for (let i = 0; i < 8; i++) {
          response.write(Uint8Array.of(i));
          await new Promise((resolve) => setTimeout(resolve, 60));
        }
        response.end();
      },
      { patience: 250 },
    );
    expect(await get()).toMatchObject({ bytes: 8 });
    expect(server.ranges).toHaveLength(1);
  });
});

describe("what the server says", () => {
  test.each([500, 502, 503, 429])("%i is tried again", async (status) => {
    const { waits, get } = await setUp((message, response, request) =>
      request < 2 ? void response.writeHead(status).end() : sends(body)(message, response, request),
    );
    expect(await get()).toMatchObject({ sha256 });
    expect(waits).toEqual([1000, 2000]);
  });

  test("Retry-After is waited for", async () => {
    const { waits, get } = await setUp((message, response, request) =>
      request === 0
        ? void response.writeHead(503, { "Retry-After": "7" }).end()
        : sends(body)(message, response, request),
    );
    await get();
    expect(waits).toEqual([7000]);
  });

  test.each([
    [404, /404 Not Found.*may have moved/s],
    [403, /403 Forbidden.*login or a form/s],
    [410, /410 Gone/],
  ])("%i is final", async (status, expected) => {
    const { server, folder, get } = await setUp(
      (_, response) => void response.writeHead(status).end(),
    );
    await expect(get()).rejects.toThrow(expected);
    await expect(get()).rejects.toThrow(UserError);
    expect(server.ranges).toHaveLength(2);
    expect(await readdir(folder)).toEqual([]);
  });

  test("500 for ever is given up", async () => {
    const { server, get } = await setUp((_, response) => void response.writeHead(500).end());
    await expect(get()).rejects.toThrow(/given up after 5 attempts.*500/s);
    expect(server.ranges).toHaveLength(5);
  });

  test("redirects are followed", async () => {
    const { get } = await setUp((message, response, request) =>
      request < 3
        ? void response.writeHead(302, { Location: `/hop-${request}` }).end()
        : sends(body)(message, response, request),
    );
    expect(await get()).toMatchObject({ sha256 });
  });

  test.each([
    ["in a circle", { Location: "/set.zip" }, /more than 5 redirects/],
    ["to nowhere", {}, /redirected \(302\) to no address/],
    ["to another protocol", { Location: "file:///etc/hosts" }, /not encrypted/],
  ])("redirects %s are refused", async (_, headers, expected) => {
    const { get } = await setUp((__, response) => void response.writeHead(302, headers).end());
    await expect(get()).rejects.toThrow(expected);
  });

  test("a web page in place of an archive is a login", async () => {
    const { folder, get } = await setUp((_, response) => {
      response
        .writeHead(200, { "Content-Type": "text/html; charset=utf-8" })
        .end("<h1>Log in</h1>");
    });
    await expect(get()).rejects.toThrow(/a web page came in place of set\.zip.*login or a form/s);
    expect(await readdir(folder)).toEqual([]);
  });

  test("nobody at the address", async () => {
    const folder = await temporaryFolder();
    const { wait } = noWait();
    const url = "http://127.0.0.1:1/set.zip";
    const got = fetchFile({ url, file: "set.zip" }, join(folder, "set.zip"), { wait, attempts: 2 });
    await expect(got).rejects.toThrow(/given up after 2 attempts: fetch failed/);
  });
});

describe("what is stated of the file", () => {
  test("another size is refused before a byte is kept", async () => {
    const { folder, get } = await setUp(sends(body));
    await expect(get({ bytes: 7 })).rejects.toThrow(/has 300000 bytes, expected 7/);
    expect(await readdir(folder)).toEqual([]);
  });

  test("a wrong sha-256 is refused, and nothing stays", async () => {
    const { folder, get } = await setUp(sends(body));
    await expect(get({ sha256: "0".repeat(64) })).rejects.toThrow(
      new RegExp(`sha-256 ${sha256}, expected 0{64}.*deleted`, "s"),
    );
    expect(await readdir(folder)).toEqual([]);
  });

  test("more bytes than announced by the entry are not taken", async () => {
    const { get } = await setUp((_, response) => {
      response.write(body);
      setTimeout(() => response.end(), 500);
    });
    await expect(get({ bytes: 1000 })).rejects.toThrow(/sends more than the 1000 bytes/);
  });
});

test("Ctrl-C leaves a part that can be taken up", async () => {
  const { server, target, get } = await setUp((message, response, request) => {
    if (request > 0) return sends(body)(message, response, request);
    response.writeHead(200, { "Content-Length": body.length, ETag: '"v1"' });
    response.write(body.subarray(0, 50_000));
  });
  const stopping = new AbortController();
  const reason = new Error("Ctrl-C");
  const onProgress = (done: number) => done >= 50_000 && stopping.abort(reason);
  await expect(get({}, { signal: stopping.signal, onProgress })).rejects.toBe(reason);
  expect((await readFile(`${target}.part`)).length).toBe(50_000);
  await get({ sha256 });
  expect(server.ranges).toEqual(["", "bytes=50000-"]);
});

test("a file in place of the folder, and a folder that is not writable", async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, "taken"), "");
  const server = await fileServer(sends(body));
  const get = (...place: string[]) =>
    fetchFile({ url: `${server.url}/a.zip`, file: "a.zip" }, join(folder, ...place));
  await expect(get("taken", "a.zip")).rejects.toThrow(/cannot write .*taken.*--to/s);
  await mkdir(join(folder, "a.zip.part"));
  await expect(get("a.zip")).rejects.toThrow(/cannot write .*a\.zip\.part/);
  if (process.getuid?.() === 0) return;
  await mkdir(join(folder, "locked"));
  await chmod(join(folder, "locked"), 0o500);
  await expect(get("locked", "a.zip")).rejects.toThrow(/cannot write .*locked/);
});

test("a disk with too little room is told before a byte is kept", async () => {
  const { folder, get } = await setUp((_, response) => {
    response.writeHead(200, { "Content-Length": 1e15 }).write("a");
  });
  await expect(get()).rejects.toThrow(/needs 1000000000000000 bytes more, the disk has \d+.*--to/s);
  expect(await readdir(folder)).toEqual([]);
});
