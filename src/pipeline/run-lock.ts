/** @file One process per run folder. The lock of a process that is gone is taken over. */
import { open, readFile, rm } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { UserError } from "#core/errors";

interface Holder {
  readonly pid: number;
  readonly host: string;
  /** ms since 1970; tells two processes apart that got the same pid. */
  readonly started: number;
}

/** Take the lock of `folder`; the result gives it back. Throws a {@link UserError} where another process works there. */
export async function lockRun(folder: string): Promise<() => Promise<void>> {
  const path = join(folder, "run.lock");
  if (!(await create(path))) {
    const holder = await read(path);
    if (holder && isAlive(holder)) refuse(folder, path, holder);
    await rm(path, { force: true });
    if (!(await create(path))) refuse(folder, path, await read(path));
  }
  return () => rm(path, { force: true });
}

async function create(path: string): Promise<boolean> {
  const holder: Holder = { pid: process.pid, host: hostname(), started: performance.timeOrigin };
  try {
    const file = await open(path, "wx");
    await file.writeFile(JSON.stringify(holder));
    await file.close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** `undefined` for a lock that was given back meanwhile, or whose writer died before it was written. */
async function read(path: string): Promise<Holder | undefined> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as Holder;
  } catch {
    return undefined;
  }
}

/** Of another machine nothing is known, so its holder counts as alive. */
function isAlive({ pid, host, started }: Holder): boolean {
  if (host !== hostname()) return true;
  if (pid === process.pid) return started === performance.timeOrigin;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function refuse(folder: string, path: string, holder: Holder | undefined): never {
  const who = holder ? `process ${holder.pid} on ${holder.host}` : "another process";
  throw new UserError(
    `${folder} is in use: ${who} is writing this run`,
    `wait for it, choose another --out, or delete ${path} if nothing runs there`,
  );
}
