/** @file A measurement as the browser keeps it, so that a reload, a dead battery or a lost connection lose nothing. */
import type { DeviceFacts, Part } from "#benchmarks/harness/device/device-part";
import type { Refusals } from "./outbox.ts";

export interface SavedRun {
  /** Drawn anew for each measurement. */
  readonly run: string;
  readonly device: DeviceFacts;
  /** Steps that were answered. */
  readonly answered: readonly number[];
  /** Answers that the computer does not have yet. */
  readonly outbox: readonly Part[];
  /** Answers that the computer did not want. */
  readonly refused?: Refusals | undefined;
  /** Medians of each repeat, µs, by group and file. */
  readonly times: Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>;
}

export interface Keeper {
  read(): SavedRun | undefined;
  /** Says whether the browser kept it. */
  write(run: SavedRun): boolean;
  /** Whether the browser keeps anything. */
  works(): boolean;
}

/** `open`: the browser's store; asking for it throws where it is forbidden. */
export function keeper(open: () => Pick<Storage, "getItem" | "setItem">, plan: string): Keeper {
  const key = `wristill ${plan}`;
  const keeps = (name: string, text: string) => {
    try {
      open().setItem(name, text);
      return true;
    } catch {
      return false;
    }
  };
  return {
    read() {
      try {
        const text = open().getItem(key);
        return text === null ? undefined : JSON.parse(text);
      } catch {
        return undefined;
      }
    },
    write: (run) => keeps(key, JSON.stringify(run)),
    works: () => keeps("wristill", "keeps"),
  };
}

const letters = "0123456789abcdefghijklmnopqrstuv";

/** Of a new measurement; `randomUUID` is only for secure contexts. */
export function newRun(): string {
  return [...crypto.getRandomValues(new Uint8Array(20))].map((it) => letters[it & 31]).join("");
}
