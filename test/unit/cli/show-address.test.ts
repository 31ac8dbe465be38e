import { encode } from "uqr";
import { expect, test } from "vitest";
import { showAddress } from "#src/cli/show-address";
import { fakeTerminal } from "#test/support/fake-terminal";

const shared = "http://192.168.1.5:8642/abcdefghjk/";
const own = "http://127.0.0.1:8642/abcdefghjk/";

test("the code in the terminal is the code of the first address, dark on light", () => {
  const terminal = fakeTerminal({ isTTY: true });
  showAddress(terminal, [shared, own]);
  const lines = terminal.err().split("\n");
  const drawn = lines.filter((line) => line.startsWith("\u001b[97;40m"));
  const { data } = encode(shared, { border: 2 });
  const rows = drawn.flatMap((line) => {
    const cells = [...line.slice("\u001b[97;40m".length, -"\u001b[0m".length)];
    return [cells.map((it) => "█▀".includes(it)), cells.map((it) => "█▄".includes(it))];
  });
  expect(rows.slice(0, data.length)).toEqual(data.map((row) => row.map((dark) => !dark)));
  expect(terminal.err()).toContain(`  ${shared}\n  ${own}\n`);
});

test("in a log, and for this machine alone, there is only the address", () => {
  for (const [isTTY, url] of [
    [false, shared],
    [true, own],
  ] as const) {
    const terminal = fakeTerminal({ isTTY });
    showAddress(terminal, [url]);
    expect(terminal.err()).toBe(`  ${url}\n`);
  }
});
