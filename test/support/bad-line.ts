/** @file A connection that breaks: in front of a server, it cuts some of what passes, at any moment. */

import type { AddressInfo } from "node:net";
import { connect, createServer, type Socket } from "node:net";
import type { Random } from "#core/random";

export interface BadLine {
  readonly port: number;
  /** Connections that were cut. */
  readonly cuts: () => number;
  close(): Promise<void>;
}

/** Cuts one connection in two: before anything, in the middle of the request, or before the answer. */
export async function badLine(port: number, random: Random): Promise<BadLine> {
  let cuts = 0;
  const open = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(port, "127.0.0.1");
    const hangUp = () => {
      near.destroy();
      far.destroy();
    };
    for (const each of [near, far]) {
      open.add(each);
      each.on("error", hangUp);
      each.on("close", () => {
        open.delete(each);
        hangUp();
      });
    }
    const moment = random.integer(6);
    let allowed = random.integer(1500);
    if (moment > 2) {
      near.pipe(far).pipe(near);
      return;
    }
    cuts++;
    if (moment === 0) return hangUp();
    if (moment === 2) {
      near.pipe(far);
      far.on("data", hangUp);
      return;
    }
    far.pipe(near);
    near.on("data", (data: Buffer) => {
      far.write(data.subarray(0, allowed));
      allowed -= data.length;
      if (allowed < 0) far.end(hangUp);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    cuts: () => cuts,
    close: () =>
      new Promise((resolve) => {
        for (const each of open) each.destroy();
        server.close(() => resolve());
      }),
  };
}
