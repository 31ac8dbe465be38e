/**
 * @file A small server for pages that devices open: they must know its secret, may fetch what is on its list, and may
 * post what a handler takes. Nothing that is asked for reaches the file system.
 */
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { messageOf, UserError } from "#core/errors";
import { addressesFor, originOf } from "./addresses.ts";
import { type Answer, type AnswerOptions, answerFor } from "./answer.ts";
import { type Rate, rateLimit } from "./rate-limit.ts";
import type { WebFiles } from "./web-file.ts";

export interface Limits {
  /** Bytes of a posted body. */
  readonly body: number;
  /** Requests of one address. */
  readonly rate: Rate;
  /** Connections at a time, of all addresses and of one. */
  readonly connections: number;
  readonly connectionsEach: number;
  /** Milliseconds that a request's head, and the whole of it, may take to arrive. */
  readonly head: number;
  readonly whole: number;
}

export const limitDefaults: Limits = {
  ...{ body: 1_000_000, rate: { burst: 600, perSecond: 100 } },
  ...{ connections: 256, connectionsEach: 32, head: 10_000, whole: 60_000 },
};

export interface GuardedOptions {
  /** Where to listen: "127.0.0.1" for this machine alone, "0.0.0.0" for the networks it is in. */
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  /** First part of every path. */
  readonly token: string;
  readonly files: WebFiles;
  /** By path below the root. What they throw is told to nobody but `onTrouble`. */
  readonly posts?: AnswerOptions["posts"];
  readonly limits?: Partial<Limits>;
  readonly onTrouble?: ((message: string) => void) | undefined;
}

export interface GuardedServer {
  readonly port: number;
  /** Addresses of the page, secret and all; those for other devices first. */
  readonly urls: readonly string[];
  close(): Promise<void>;
}

/** @throws UserError where the address or the port cannot be had. */
export async function serveGuarded(options: GuardedOptions): Promise<GuardedServer> {
  if (!(options.port >= 0 && options.port < 65_536))
    throw new UserError(`expected a port from 0 to 65535; got ${options.port}`, "0: any free one");
  const limits = { ...limitDefaults, ...options.limits };
  const within = rateLimit(limits.rate, () => performance.now());
  const server = createServer({
    ...{ headersTimeout: limits.head, requestTimeout: limits.whole, keepAliveTimeout: 5000 },
    ...{ connectionsCheckingInterval: 1000, maxHeaderSize: 16_384 },
  });
  server.maxConnections = limits.connections;
  limitEach(server, limits.connectionsEach);
  await listen(server, options);
  const { port } = server.address() as AddressInfo;
  const context: AnswerOptions = { ...options, posts: options.posts ?? {}, port, limits };
  server.on("request", (request, response) => {
    const answering = within(addressOf(request)) ? answerFor(request, context) : tooOften;
    Promise.resolve(answering)
      .catch((error: unknown): Answer => {
        options.onTrouble?.(messageOf(error));
        return { status: 500 };
      })
      .then(({ status, headers = {}, body }) => {
        // what is left of a body that was refused must not be read as the next request
        const closing = request.complete && server.listening ? {} : { Connection: "close" };
        response.writeHead(status, { ...headers, ...closing });
        response.end(request.method === "HEAD" ? undefined : body);
        if (!request.complete) response.on("finish", () => request.destroy());
      });
  });
  server.on("clientError", (_, socket) => refuse(socket as Socket));
  const urls = addressesFor(options.host).map((it) => `${originOf(it, port)}/${options.token}/`);
  return { port, urls, close: () => stop(server) };
}

const tooOften: Answer = { status: 429, headers: { "Retry-After": "2" } };

function addressOf({ socket }: IncomingMessage): string {
  return socket.remoteAddress ?? "";
}

/** One address must not take all connections. */
function limitEach(server: Server, most: number): void {
  const open = new Map<string, number>();
  server.on("connection", (socket: Socket) => {
    const address = socket.remoteAddress ?? "";
    const count = (open.get(address) ?? 0) + 1;
    open.set(address, count);
    socket.on("close", () => {
      const left = open.get(address)! - 1;
      if (left === 0) open.delete(address);
      else open.set(address, left);
    });
    if (count > most) socket.destroy();
  });
}

function refuse(socket: Socket): void {
  if (socket.writable) socket.end("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n");
  else socket.destroy();
}

function listen(server: Server, { host, port }: GuardedOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(
        new UserError(
          `cannot listen on ${host}:${port}: ${error.message}`,
          error.code === "EADDRINUSE" ? "choose another --port" : "choose another --host",
        ),
      );
    });
    server.listen(port, host, resolve);
  });
}

/** ms for what is under way: the last answer is still to reach its device. */
const grace = 1000;

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), grace);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
