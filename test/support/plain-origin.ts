/** @file A proxy that makes a page of this machine look like one from the network: without HTTPS, and without a secure context. */
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";

export interface PlainOrigin {
  /** For the browser's context. */
  readonly proxy: { readonly server: string };
  /** "http://192.0.2.1:8000", from a range that belongs to nobody. */
  readonly origin: string;
  close(): Promise<void>;
}

/** Every request goes to the server at `url`, under that server's own name. */
export async function plainOrigin(url: URL): Promise<PlainOrigin> {
  const origin = `http://192.0.2.1:${url.port}`;
  const server = createServer((asked, answer) => {
    const { origin: from, ...headers } = asked.headers;
    const named = {
      ...headers,
      host: url.host,
      ...(from && { origin: from.replace(origin, url.origin) }),
    };
    const path = (asked.url ?? "/").replace(origin, "");
    const far = request(
      { host: url.hostname, port: url.port, method: asked.method, path, headers: named },
      (got) => got.pipe(answer.writeHead(got.statusCode!, got.headers)),
    );
    far.on("error", () => answer.destroy());
    asked.pipe(far);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    ...{ origin, proxy: { server: `http://127.0.0.1:${port}` } },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
