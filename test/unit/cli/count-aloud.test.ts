import { expect, test } from "vitest";
import { countAloud } from "#src/cli/count-aloud";
import { fakeTerminal } from "#test/support/fake-terminal";

test("counts in place for a person who watches, not too often, and wipes the line", () => {
  const terminal = fakeTerminal({ isTTY: true });
  const { count, stop } = countAloud(terminal, "recordings");
  count(1);
  terminal.now = 250;
  count(2);
  count(3);
  stop();
  expect(terminal.err()).toBe("\r2 recordings read\r\u001b[K");
});

test("what is over at once leaves no trace, nor does a log", () => {
  const quick = fakeTerminal({ isTTY: true });
  countAloud(quick, "recordings").stop();
  const log = fakeTerminal();
  const { count, stop } = countAloud(log, "recordings");
  log.now = 10_000;
  count(9);
  stop();
  expect([quick.err(), log.err()]).toEqual(["", ""]);
});
