/** @file How `wristill bench` lets devices in. */
import type { ReceiveOptions } from "#benchmarks/harness/device/receive-devices";
import { quantity, type UnitTable } from "./quantity.ts";
import { isLoopback, showAddress } from "./show-address.ts";
import type { Terminal } from "./terminal.ts";
import { wholeNumber } from "./whole-number.ts";

export const deviceArguments = {
  host: {
    type: "string",
    default: "127.0.0.1",
    description: "address of the page for devices; 0.0.0.0 lets the local network in",
    valueHint: "address",
  },
  port: {
    type: "string",
    description: "port of that page; else the one of last time, or any that is free",
    valueHint: "n",
  },
  devices: {
    type: "string",
    description: "ends when so many devices are done; else Ctrl-C ends, and writes what came",
    valueHint: "n",
  },
  wait: {
    type: "string",
    description: "ends after so long, with what came: 10min",
    valueHint: "time",
  },
  into: {
    type: "string",
    default: "bench-devices",
    description: "folder that keeps what devices send; started again, the command goes on with it",
    valueHint: "folder",
  },
} as const;

/** As typed. */
export interface DeviceArguments {
  readonly host: string;
  readonly port?: string | undefined;
  readonly devices?: string | undefined;
  readonly wait?: string | undefined;
  readonly into: string;
}

/** In seconds. */
const units: UnitTable = { s: 1, min: 60, h: 3600 };

export function receivingOptions(
  { host, port, devices, wait, into }: DeviceArguments,
  terminal: Terminal,
): Omit<ReceiveOptions, "clock" | "signal" | "onProgress"> {
  return {
    ...{ host, folder: into },
    port: port === undefined ? undefined : wholeNumber("--port", port, 1),
    devices: devices === undefined ? undefined : wholeNumber("--devices", devices, 1),
    wait: wait === undefined ? undefined : quantity("--wait", wait, units),
    onOpen: (urls) => invite(terminal, urls),
    onTrouble: (message) => terminal.stderr.write(`${message}\n`),
  };
}

function invite(terminal: Terminal, urls: readonly string[]): void {
  const alone = urls.every(isLoopback);
  terminal.stderr.write(
    alone
      ? "only this machine can open the page (--host 0.0.0.0 lets the local network in); Ctrl-C ends and writes what came\n"
      : "open the page on every device in this network; Ctrl-C ends and writes what came\n",
  );
  showAddress(terminal, urls);
}
