import { expect, test } from "vitest";
import { readColumns } from "#sensors/read-columns";

const file = (text: string) => {
  const bytes = new TextEncoder().encode(text);
  return { path: "a.dat", size: bytes.length, bytes: async () => bytes } as Parameters<
    typeof readColumns
  >[0];
};

test("the columns asked for, in that order", async () => {
  const [third, first] = await readColumns(file("1 2 3\n4 5 NaN\n"), [2, 0], { width: 3 });
  expect([...third!, ...first!]).toEqual([3, Number.NaN, 1, 4]);
  const tabs = await readColumns(file("1\t2\n3\t4\n"), [1], { width: 2, delimiter: "\t" });
  expect([...tabs[0]!]).toEqual([2, 4]);
});

test("a row of another width is refused by line", async () => {
  await expect(readColumns(file("1 2 3\n4 5\n"), [0], { width: 3 })).rejects.toThrow(
    /a\.dat, line 2/,
  );
});
