/** @file A request as anybody may write it, every header included; browsers would not let us. */
import { type IncomingHttpHeaders, request } from "node:http";
import { connect } from "node:net";

export interface Asked {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

export interface Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Rejects where the connection is cut. */
export function ask(
  port: number,
  { method = "GET", path, headers = {}, body }: Asked,
): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: "127.0.0.1", port, method, path, headers, agent: false });
    sent.on("response", async (response) => {
      const chunks: Buffer[] = [];
      try {
        for await (const chunk of response) chunks.push(chunk);
        resolve({
          ...{ status: response.statusCode!, headers: response.headers },
          body: Buffer.concat(chunks),
        });
      } catch (error) {
        reject(error);
      }
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

/** Writes bytes as they are, one piece every `pause` ms, and tells what comes back until the other side hangs up. */
export function raw(port: number, pieces: readonly string[], pause = 0): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    const heard: string[] = [];
    socket.on("data", (data) => heard.push(String(data)));
    socket.on("error", () => undefined);
    let next = 0;
    const timer = setInterval(() => {
      if (next < pieces.length && socket.writable) socket.write(pieces[next++]!);
    }, pause);
    socket.on("close", () => {
      clearInterval(timer);
      resolve(heard.join(""));
    });
  });
}
