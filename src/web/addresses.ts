/** @file The names under which a server can be reached, and under which it lets itself be called. */
import { networkInterfaces } from "node:os";

const everywhere = ["0.0.0.0", "::"];

/** Addresses of this machine, those on a network that other devices share first. */
export function addressesFor(host: string): string[] {
  if (!everywhere.includes(host)) return [host];
  const all = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  const inNetwork = all.filter(({ internal, family }) => !internal && family === "IPv4");
  return [...inNetwork.map(({ address }) => address), "127.0.0.1"];
}

/** "http://192.168.1.5:8123". */
export function originOf(address: string, port: number): string {
  return new URL(`http://${address.includes(":") ? `[${address}]` : address}:${port}`).origin;
}

/**
 * What a `Host` header may say. Any other name was made to point here by somebody else (DNS rebinding), whose pages a
 * browser would then take for ours.
 */
export function hostNames(host: string, port: number): ReadonlySet<string> {
  const names = [...addressesFor(host), "127.0.0.1", "localhost", "::1"];
  return new Set(names.map((name) => new URL(originOf(name, port)).host));
}
